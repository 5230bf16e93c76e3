import { Component } from "@odoo/owl";
import { amount, count, share } from "../common/format";
import { Panel } from "../common/panel/panel";

/** Customers per lifecycle stage, from the first contact to won back. */
export class StagesPanel extends Component {
    static template = "crm_grading.StagesPanel";
    static components = { Panel };
    static props = { data: Object, open: Function };

    get lines() {
        const { stages, customers, currency_id: currency } = this.props.data;
        const largest = Math.max(...stages.map(([, , number]) => number), 1);
        return stages.map(([key, label, number, sales]) => ({
            key,
            label,
            count: count(number),
            share: share(number, customers),
            sales: amount(sales, currency),
            width: (number / largest) * 100,
            late: ["at_risk", "lost"].includes(key),
        }));
    }

    select(line) {
        this.props.open(line.label, [["stage", "=", line.key]]);
    }
}
