import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ChartBox } from "../common/chart_box/chart_box";
import { markedLine } from "../common/chart_box/marked_line";
import { monthLabel, percent } from "../common/format";
import { useLoad } from "../common/load";
import { BAD, GOOD, SERIES } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** Retention, churn and win-back, month by month. */
export class RatesPanel extends Component {
    static template = "crm_grading.RatesPanel";
    static components = { ChartBox, Panel };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.load = useLoad(async () => {
            const months = await this.orm.call("crm.customer.snapshot", "dashboard_rates", []);
            return { months, config: this.chart(months) };
        });
    }

    get empty() {
        return Boolean(this.load.data && !this.load.data.months.length) && _t("Needs two monthly snapshots one after the other.");
    }

    chart(months) {
        const line = (label, key, ...style) => markedLine(label, months.map((month) => month[key]), ...style);
        return {
            type: "line",
            data: {
                labels: months.map(({ month }) => monthLabel(month)),
                datasets: [
                    line(_t("Retention"), "retention", GOOD, "circle", []),
                    line(_t("Churn"), "churn", BAD, "triangle", [6, 3]),
                    line(_t("Win-back"), "win_back", SERIES[2], "rect", [2, 3]),
                ],
            },
            options: {
                scales: { y: { beginAtZero: true, max: 100, title: { display: true, text: "%" } } },
                plugins: {
                    legend: { display: true, position: "bottom", labels: { usePointStyle: true } },
                    tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${percent(item.raw)}` } },
                },
            },
        };
    }
}
