import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { amount, count, monthLabel } from "@crm_grading/common/format";
import { SERIES, faded } from "@crm_grading/common/palette";
import { Panel } from "@crm_grading/common/panel/panel";

const LINES = ["margin", "complaints"];

/** Two years month by month: what was sold, and how often there was contact. */
export class CustomerCharts extends Component {
    static template = "crm_industry.CustomerCharts";
    static components = { ChartBox, Panel };
    static props = { charts: Object };

    setup() {
        this.moneyLabel = _t("Sales by month");
        this.countLabel = _t("Orders and contacts by month");
    }

    get money() {
        return this.chart("money", (value) => amount(value, this.props.charts.currency_id));
    }

    get count() {
        return this.chart("count", (value) => count(value));
    }

    chart(unit, show) {
        const { months, series } = this.props.charts;
        const datasets = series.filter((each) => each.unit === unit).map((each, index) => this.dataset(each, SERIES[index]));
        return {
            type: "bar",
            data: { labels: months.map(monthLabel), datasets },
            options: {
                interaction: { mode: "index", intersect: false },
                scales: {
                    x: { grid: { display: false }, ticks: { maxTicksLimit: 12 } },
                    y: { beginAtZero: true, ticks: { callback: show, precision: 0 } },
                },
                plugins: {
                    legend: { display: true, position: "bottom" },
                    tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${show(item.raw)}` } },
                },
            },
        };
    }

    dataset({ key, label, values }, color) {
        return LINES.includes(key)
            ? { type: "line", label, data: values, borderColor: color, backgroundColor: color, pointRadius: 3, tension: 0.2 }
            : { label, data: values, backgroundColor: faded(color, 0.8) };
    }
}
