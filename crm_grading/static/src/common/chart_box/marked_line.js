/** A line of a chart with a marker at each value: lines are told apart by style and marker as well as by colour. */
export function markedLine(label, data, color, pointStyle, borderDash) {
    return {
        label,
        data,
        borderColor: color,
        backgroundColor: color,
        pointStyle,
        borderDash,
        pointRadius: 4,
        tension: 0.2,
        spanGaps: true,
    };
}
