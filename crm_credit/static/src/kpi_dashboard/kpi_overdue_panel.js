import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useOpenRecord } from "@crm_grading/common/drill";
import { percent } from "@crm_grading/common/format";
import { Panel } from "@crm_grading/common/panel/panel";
import { money } from "./kpi_format";

/** The customers who are overdue with most. */
export class KpiOverduePanel extends Component {
    static template = "crm_credit.KpiOverduePanel";
    static components = { Panel };
    static props = { data: Object };

    setup() {
        this.openRecord = useOpenRecord();
    }

    get empty() {
        return !this.props.data.overdue_customers.length && _t("Nobody is overdue.");
    }

    money(value) {
        return money(value, this.props.data.currency_id);
    }

    share(row) {
        return percent(row.share || 0);
    }

    open(row) {
        return this.openRecord("res.partner", row.partner_id);
    }
}
