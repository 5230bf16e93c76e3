import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { dayLabel } from "@crm_grading/common/format";
import { Panel } from "@crm_grading/common/panel/panel";
import { formatMonetary } from "@web/views/fields/formatters";

/** What to do next for the customer, the most urgent first. */
export class CustomerActions extends Component {
    static template = "crm_industry.CustomerActions";
    static components = { Panel };
    static props = { actions: Array, open: Function };

    get empty() {
        return !this.props.actions.length && _t("Nothing is due.");
    }

    get entries() {
        return this.props.actions.map((action) => ({
            ...action,
            day: action.due && dayLabel(action.due),
            money: action.amount === null ? "" : formatMonetary(action.amount, { currencyId: action.currency_id }),
        }));
    }
}
