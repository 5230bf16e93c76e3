import { Component } from "@odoo/owl";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { percent } from "@crm_grading/common/format";
import { BAD, GOOD, faded } from "@crm_grading/common/palette";
import { Panel } from "@crm_grading/common/panel/panel";
import { money } from "./kpi_format";

/** Receivables by how long they have been due, and what of them is expected to be lost. */
export class KpiAgeingPanel extends Component {
    static template = "crm_credit.KpiAgeingPanel";
    static components = { ChartBox, Panel };
    static props = { data: Object, openProvision: Function };

    get config() {
        const { ageing } = this.props.data;
        const late = ageing.filter((row) => row.days_from > 0).length;
        let step = 0;
        const colors = ageing.map((row) => (row.days_from > 0 ? faded(BAD, 0.35 + (0.65 * ++step) / late) : GOOD));
        return {
            type: "bar",
            data: {
                labels: ageing.map(({ bucket }) => bucket),
                datasets: [{ data: ageing.map((row) => row.amount), backgroundColor: colors }],
            },
            options: {
                scales: {
                    x: { grid: { display: false } },
                    y: { ticks: { callback: (value) => this.money(value) } },
                },
                plugins: {
                    tooltip: {
                        callbacks: {
                            label: ({ dataIndex, raw }) => `${this.money(raw)} (${percent(ageing[dataIndex].share || 0)})`,
                        },
                    },
                },
            },
        };
    }

    money(value) {
        return money(value, this.props.data.currency_id);
    }

    rate(value) {
        return percent(value);
    }

    select(index) {
        const row = this.props.data.ageing[index];
        this.props.openProvision(row.bucket, [["days_from", "=", row.days_from]]);
    }
}
