/**
 * Colours of grades, segments and charts: one place, used by badges and canvases alike.
 *
 * The twelve colours follow the numbers of Odoo's kanban colours. They are middle tones, so that
 * they stand out on white and on dark grounds; a colour is never the only bearer of a meaning.
 */
const COLORS = [
    "#8A8F98",
    "#C8475A",
    "#DD7A2B",
    "#C79A1E",
    "#4A9FD4",
    "#8A5A9E",
    "#D98282",
    "#3C7FA8",
    "#4667C2",
    "#BD559B",
    "#2E9A6B",
    "#977DCE",
];
const DARK_TEXT = "#1B1F27";
const LIGHT_TEXT = "#FFFFFF";

/** Better and worse, more and less: blue against orange, told apart by colour-blind people too. */
export const GOOD = "#2F7FC1";
export const BAD = "#D9731A";
export const NEUTRAL = "#8A8F98";
/** Colours of lines and bars that are not grades, in the order they are used. */
export const SERIES = ["#2F7FC1", "#D9731A", "#2E9A6B", "#8A5A9E", "#C79A1E", "#C8475A", "#4A9FD4", "#8A8F98", "#BD559B", "#977DCE"];

function channels(hex) {
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** `hex` with an opacity of 0..1, for areas that text is written on. */
export function faded(hex, opacity) {
    return `rgba(${channels(hex).join(", ")}, ${opacity})`;
}

function luminance(hex) {
    const linear = channels(hex).map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

/** The text colour that is read best on `hex`. */
export function textOn(hex) {
    const light = luminance(hex);
    return 1.05 / (light + 0.05) >= (light + 0.05) / 0.0632 ? LIGHT_TEXT : DARK_TEXT;
}

/** Colour of a grade or segment by its kanban colour number. */
export function colorOf(number) {
    return COLORS[Math.abs(Number(number) || 0) % COLORS.length];
}

/** Inline style of a filled badge in the colour `number`. */
export function badgeStyle(number) {
    const color = colorOf(number);
    return `background-color: ${color}; color: ${textOn(color)};`;
}

/** Inline style of a table cell: `share` 0..1 says how strong, the sign which of the two colours. */
export function heatStyle(share, color = GOOD) {
    const opacity = Math.min(Math.max(share, 0), 1) * 0.5;
    return opacity ? `background-color: ${faded(color, (opacity + 0.06).toFixed(3))};` : "";
}
