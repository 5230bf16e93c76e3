import { _t } from "@web/core/l10n/translation";
import { amount, decimal, orDash, percent } from "@crm_grading/common/format";

/** A ratio with its unit; a dash where there is nothing to divide by. */
export function ratioText(value, unit) {
    return orDash(value, () =>
        unit === "percent" ? percent(value) : _t("%(value)s days", { value: decimal(value) })
    );
}

/** The change since the month before with its sign; a dash when there is no month before. */
export function changeText(change, format) {
    return orDash(change, () => `${change > 0 ? "▲" : change < 0 ? "▼" : "="} ${format(Math.abs(change))}`);
}

/** Class of a change: whether it went the way that is better. */
export function changeClass(change, better) {
    if (!change || !better) {
        return "text-muted";
    }
    return change > 0 === (better === "up") ? "o_credit_better" : "o_credit_worse";
}

export function money(value, currencyId) {
    return orDash(value, () => amount(value, currencyId));
}
