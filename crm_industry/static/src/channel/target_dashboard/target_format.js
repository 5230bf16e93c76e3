import { _t } from "@web/core/l10n/translation";
import { amount, orDash, percent } from "@crm_grading/common/format";

const LIGHTS = {
    good: { label: _t("On target"), className: "text-bg-success" },
    watch: { label: _t("To watch"), className: "text-bg-warning" },
    behind: { label: _t("Behind"), className: "text-bg-danger" },
    none: { label: _t("Not begun"), className: "text-bg-secondary" },
};

/** Amount of money, or quantity with its unit. */
export function goal(value, { currency_id: currencyId, unit }) {
    return orDash(value, () => (currencyId ? amount(value, currencyId) : `${amount(value, false)} ${unit}`));
}

export function percentOrDash(value) {
    return orDash(value, percent);
}

/** Word and colour of a traffic light. */
export function lightOf(key) {
    return LIGHTS[key] || LIGHTS.none;
}

/** Width of a bar in percent: never more than its box. */
export function barWidth(value) {
    return Math.min(Math.max(value || 0, 0), 100);
}
