import { _t } from "@web/core/l10n/translation";
import { amount, decimal, orDash, percent } from "@crm_grading/common/format";

/** A ratio with its unit; a dash where there is nothing to divide by. */
export function ratioText(value, unit) {
    return orDash(value, () =>
        unit === "percent" ? percent(value) : _t("%(value)s days", { value: decimal(value) })
    );
}

export function money(value, currencyId) {
    return orDash(value, () => amount(value, currencyId));
}
