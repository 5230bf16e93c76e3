import { Component } from "@odoo/owl";
import { formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Limit, used, this order and what is left, as figures and as one bar. */
export class CreditPanel extends Component {
    static template = "crm_credit.CreditPanel";
    static props = { ...standardFieldProps };

    get panel() {
        return this.props.record.data[this.props.name];
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.panel.currency_id });
    }

    get limited() {
        return this.panel.mode === "limited";
    }

    get tolerance() {
        return this.limited && this.panel.tolerance > 0;
    }

    get toleranceRate() {
        return formatPercentage(this.panel.tolerance_rate / 100);
    }

    /** Widths of the two parts of the bar, in per cent of the larger of limit and need. */
    get bar() {
        const { limit, used, order } = this.panel;
        const whole = Math.max(limit, used + order, 1);
        const share = (amount) => Math.min(Math.max((amount / whole) * 100, 0), 100);
        return { used: share(used), order: Math.min(share(order), 100 - share(used)), limit: share(limit) };
    }
}

registry.category("fields").add("credit_panel", {
    component: CreditPanel,
    supportedTypes: ["json"],
});
