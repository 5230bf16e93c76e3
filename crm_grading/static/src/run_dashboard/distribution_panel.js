import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChartBox } from "../common/chart_box/chart_box";
import { count, percent } from "../common/format";
import { colorOf, faded, NEUTRAL } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** Customers per grade: what the ratio asks for, what was computed, what came out in the end. */
export class DistributionPanel extends Component {
    static template = "crm_grading.DistributionPanel";
    static components = { ChartBox, Panel };
    static props = { grades: Array, distribution: Object, open: Function };

    setup() {
        this.config = this.chart();
    }

    get empty() {
        return !this.props.distribution.final.some(Boolean) && _t("No customer was rated in this run.");
    }

    chart() {
        const { grades, distribution } = this.props;
        const colors = grades.map((grade) => colorOf(grade.color));
        const bars = (label, data, style) => ({ type: "bar", label, data, ...style });
        return {
            data: {
                labels: grades.map((grade) => grade.code),
                datasets: [
                    bars(_t("Computed"), distribution.computed, {
                        backgroundColor: colors.map((color) => faded(color, 0.25)),
                        borderColor: colors,
                        borderWidth: 2,
                    }),
                    bars(_t("Final"), distribution.final, { backgroundColor: colors }),
                    {
                        type: "line",
                        label: _t("By the ratio"),
                        data: distribution.target,
                        showLine: false,
                        pointStyle: "line",
                        pointRadius: 16,
                        pointHoverRadius: 16,
                        pointBorderWidth: 2,
                        borderColor: NEUTRAL,
                    },
                ],
            },
            options: {
                plugins: {
                    legend: {
                        display: true,
                        position: "bottom",
                        // The bars differ by grade: outlined against filled is what tells the two apart.
                        labels: { usePointStyle: true, generateLabels: (chart) => this.legend(chart) },
                    },
                    tooltip: { callbacks: { label: (item) => this.tooltip(item) } },
                },
                scales: { y: { beginAtZero: true, ticks: { precision: 0 } }, x: { grid: { display: false } } },
            },
        };
    }

    legend(chart) {
        const style = [
            { pointStyle: "rect", fillStyle: faded(NEUTRAL, 0.25), strokeStyle: NEUTRAL, lineWidth: 2 },
            { pointStyle: "rect", fillStyle: NEUTRAL, strokeStyle: NEUTRAL },
            { pointStyle: "line", strokeStyle: NEUTRAL, lineWidth: 2 },
        ];
        const fontColor = chart.options.plugins.legend.labels.color;
        return chart.data.datasets.map((dataset, index) => ({ text: dataset.label, fontColor, ...style[index] }));
    }

    tooltip(item) {
        const whole = item.dataset.data.reduce((sum, value) => sum + value, 0);
        return _t("%(label)s: %(count)s (%(share)s)", {
            label: item.dataset.label,
            count: count(Math.round(item.raw)),
            share: percent(whole ? (item.raw / whole) * 100 : 0),
        });
    }

    select(index, dataset) {
        const { id, code } = this.props.grades[index];
        if (dataset === 0) {
            return this.props.open(_t("computed grade %(grade)s", { grade: code }), [["computed_grade_id", "=", id]]);
        }
        return this.props.open(_t("grade %(grade)s", { grade: code }), [
            ["final_grade_id", "=", id],
            ["status", "=", "rated"],
        ]);
    }
}
