import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

/** `show(value)`, a dash where there is no value. */
export function orDash(value, show) {
    return value === null || value === undefined || value === false ? "–" : show(value);
}

/** A day of the server in the user's format. */
export function dayLabel(day) {
    return formatDate(deserializeDate(day));
}

/** "Mar 2025", or "2025年3月": as the user's language puts it. */
export function monthLabel(day) {
    return deserializeDate(day).toLocaleString({ month: "short", year: "numeric" });
}

/** Whole number with the separators of the user's language. */
export function count(value) {
    return formatInteger(value || 0);
}

/** `value` is 0..100. */
export function percent(value, decimals = 1) {
    return _t("%(value)s %", { value: formatFloat(value || 0, { digits: [16, decimals] }) });
}

/** Share of `part` in `whole` as a text; a dash when there is nothing to divide by. */
export function share(part, whole, decimals = 1) {
    return whole ? percent((part / whole) * 100, decimals) : "–";
}

export function decimal(value, decimals = 1) {
    return orDash(value, () => formatFloat(value, { digits: [16, decimals] }));
}

/** Short amount, for instance 1.2M. */
export function amount(value, currencyId) {
    return currencyId
        ? formatMonetary(value || 0, { currencyId, humanReadable: true, decimals: 1 })
        : formatFloat(value || 0, { humanReadable: true, decimals: 1 });
}

/** Number of grades moved with its direction as a sign. */
export function steps(value) {
    return value > 0 ? `▲ ${value}` : value < 0 ? `▼ ${-value}` : "=";
}

/** The change since the period before with its sign, as `show(size)` puts it; a dash when there is no period before. */
export function changeText(change, show) {
    return orDash(change, () => `${change > 0 ? "▲" : change < 0 ? "▼" : "="} ${show(Math.abs(change))}`);
}

/** Class of a change: whether it went the way that is better ("up" or "down"; neither when there is none). */
export function changeClass(change, better) {
    if (!change || !better) {
        return "text-muted";
    }
    return change > 0 === (better === "up") ? "o_value_better" : "o_value_worse";
}
