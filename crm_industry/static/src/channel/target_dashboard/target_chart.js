import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { dayLabel, monthLabel } from "@crm_grading/common/format";
import { BAD, GOOD, NEUTRAL, faded } from "@crm_grading/common/palette";
import { goal } from "./target_format";

/** Sold against target: month by month as bars, and summed up day by day as curves. */
export class TargetChart extends Component {
    static template = "crm_industry.TargetChart";
    static components = { ChartBox };
    static props = { chart: Object };

    setup() {
        this.monthsLabel = _t("Sold and target by month");
        this.daysLabel = _t("Sold and expected, summed up by day");
    }

    get months() {
        const { months } = this.props.chart;
        return {
            type: "bar",
            data: {
                labels: months.map(({ month }) => monthLabel(month)),
                datasets: [
                    this.bar(_t("Sold"), months, "actual", GOOD),
                    this.bar(_t("Target"), months, "target", faded(NEUTRAL, 0.6)),
                ],
            },
            options: this.options({ x: { grid: { display: false } }, y: { beginAtZero: true } }),
        };
    }

    bar(label, months, key, backgroundColor) {
        return { label, backgroundColor, data: months.map((month) => month[key]) };
    }

    get days() {
        const { days, actual, expected } = this.props.chart;
        return {
            type: "line",
            data: {
                labels: days.map(dayLabel),
                datasets: [this.line(_t("Sold"), actual, GOOD, []), this.line(_t("Expected"), expected, BAD, [6, 4])],
            },
            options: this.options({
                x: { grid: { display: false }, ticks: { maxTicksLimit: 12 } },
                y: { beginAtZero: true },
            }),
        };
    }

    line(label, data, color, borderDash) {
        return { label, data, borderDash, borderColor: color, backgroundColor: color, pointRadius: 0, borderWidth: 2 };
    }

    options(scales) {
        return {
            scales,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { display: true, position: "bottom" },
                tooltip: {
                    callbacks: { label: (item) => `${item.dataset.label}: ${goal(item.raw, this.props.chart)}` },
                },
            },
        };
    }
}
