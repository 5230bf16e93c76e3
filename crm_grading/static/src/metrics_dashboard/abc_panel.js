import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChartBox } from "../common/chart_box/chart_box";
import { amount, count, percent } from "../common/format";
import { faded, GOOD } from "../common/palette";
import { Panel } from "../common/panel/panel";

/** ABC classes: their share of the customers beside their share of the sales. */
export class AbcPanel extends Component {
    static template = "crm_grading.AbcPanel";
    static components = { ChartBox, Panel };
    static props = { data: Object, open: Function };

    setup() {
        const { abc } = this.props.data;
        const shares = (at) => {
            const values = abc.map((line) => Math.max(line[at], 0));
            const whole = values.reduce((sum, value) => sum + value, 0) || 1;
            return values.map((value) => (value / whole) * 100);
        };
        this.shares = { customers: shares(2), sales: shares(3) };
        this.config = this.chart();
    }

    get sentence() {
        return _t("%(customers)s of the customers (class A) make %(sales)s of the net sales.", {
            customers: percent(this.shares.customers[0]),
            sales: percent(this.shares.sales[0]),
        });
    }

    chart() {
        const { abc, currency_id: currency } = this.props.data;
        const text = (item) => {
            const line = abc[item.dataIndex];
            return item.datasetIndex ? amount(line[3], currency) : count(line[2]);
        };
        return {
            type: "bar",
            data: {
                labels: abc.map((line) => line[1]),
                datasets: [
                    {
                        label: _t("% of customers"),
                        data: this.shares.customers,
                        backgroundColor: faded(GOOD, 0.25),
                        borderColor: GOOD,
                        borderWidth: 2,
                    },
                    { label: _t("% of net sales"), data: this.shares.sales, backgroundColor: GOOD },
                ],
            },
            options: {
                scales: { y: { beginAtZero: true, max: 100 }, x: { grid: { display: false } } },
                plugins: {
                    legend: { display: true, position: "bottom" },
                    tooltip: {
                        callbacks: { label: (item) => `${item.dataset.label}: ${percent(item.raw)} (${text(item)})` },
                    },
                },
            },
        };
    }

    select(index) {
        const [key, label] = this.props.data.abc[index];
        this.props.open(_t("Class %(abc)s", { abc: label }), [["abc", "=", key]]);
    }
}
