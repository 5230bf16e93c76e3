import { _t } from "@web/core/l10n/translation";
import { dayLabel, decimal } from "../common/format";
import { colorOf, faded, GOOD, NEUTRAL } from "../common/palette";

const LEAST_FOR_RADAR = 3;

/** Scores of the dimensions against the mean of the peers: a radar, or bars when there are too few for one. */
export function dimensionChart(dimensions) {
    const known = dimensions.filter(({ score }) => score !== null && score !== false);
    const radar = known.length >= LEAST_FOR_RADAR;
    const scale = { min: 0, max: 100, ticks: { stepSize: 25, display: !radar } };
    return {
        type: radar ? "radar" : "bar",
        data: {
            labels: known.map(({ name }) => name),
            datasets: [
                {
                    label: _t("This customer"),
                    data: known.map(({ score }) => score),
                    borderColor: GOOD,
                    backgroundColor: faded(GOOD, radar ? 0.2 : 0.8),
                    pointBackgroundColor: GOOD,
                    pointRadius: 4,
                    borderWidth: 2,
                },
                {
                    label: _t("Mean of the peers"),
                    data: known.map(({ mean }) => mean),
                    borderColor: NEUTRAL,
                    backgroundColor: faded(NEUTRAL, radar ? 0.1 : 0.4),
                    pointStyle: "rect",
                    borderDash: [5, 4],
                    borderWidth: 2,
                },
            ],
        },
        options: {
            scales: radar ? { r: scale } : { y: scale },
            plugins: {
                legend: { display: true, position: "bottom" },
                tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${decimal(item.raw)}` } },
            },
        },
    };
}

/** Writes the letter of the grade above each point of the trend. */
const letters = {
    id: "letters",
    afterDatasetsDraw(chart) {
        const { ctx } = chart;
        const [{ data: points }] = chart.getSortedVisibleDatasetMetas();
        ctx.save();
        ctx.fillStyle = chart.options.scales.x.ticks.color;
        ctx.font = "bold 12px sans-serif";
        ctx.textAlign = "center";
        points.forEach((point, index) => {
            const letter = chart.data.datasets[0].letters[index];
            if (letter && !point.skip) {
                ctx.fillText(letter, point.x, point.y - 9);
            }
        });
        ctx.restore();
    },
};

/** Points over the published runs, each point in the colour and with the letter of its grade. */
export function trendChart(trend) {
    const colors = trend.map(({ grade }) => (grade ? colorOf(grade.color) : NEUTRAL));
    return {
        type: "line",
        plugins: [letters],
        data: {
            labels: trend.map(({ date_to: day }) => dayLabel(day)),
            datasets: [
                {
                    data: trend.map(({ total }) => total),
                    letters: trend.map(({ grade }) => grade?.code),
                    borderColor: NEUTRAL,
                    pointBackgroundColor: colors,
                    pointBorderColor: colors,
                    pointRadius: 5,
                    borderWidth: 2,
                    tension: 0.2,
                    spanGaps: true,
                },
            ],
        },
        options: {
            layout: { padding: { top: 16 } },
            scales: { y: { suggestedMin: 0, suggestedMax: 100 }, x: { grid: { display: false } } },
            plugins: {
                tooltip: {
                    callbacks: {
                        title: ([{ dataIndex }]) => trend[dataIndex].name,
                        label: ({ dataIndex, raw }) => `${trend[dataIndex].grade?.code || "–"} ${decimal(raw)}`,
                    },
                },
            },
        },
    };
}
