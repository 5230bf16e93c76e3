import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "../common/dashboard_page/dashboard_page";
import { useDrill } from "../common/drill";
import { Figures } from "../common/figures/figures";
import { amount, count, dayLabel, share } from "../common/format";
import { useLoad } from "../common/load";
import { Panel } from "../common/panel/panel";
import { AbcPanel } from "./abc_panel";
import { RatesPanel } from "./rates_panel";
import { RfmPanel } from "./rfm_panel";
import { StagesPanel } from "./stages_panel";
import { TransitionPanel } from "./transition_panel";
import { TrendPanel } from "./trend_panel";

/** The customers of the company by value, behaviour and stage, and how that changes month by month. */
export class MetricsDashboard extends Component {
    static template = "crm_grading.MetricsDashboard";
    static components = { AbcPanel, DashboardPage, Figures, Panel, RatesPanel, RfmPanel, StagesPanel, TransitionPanel, TrendPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.load = useLoad(() => this.orm.call("crm.customer.metrics", "dashboard_data", []));
    }

    get data() {
        return this.load.data;
    }

    get subtitle() {
        return this.data.figures_on
            ? _t("Figures of %(day)s; sales are net sales of 12 months", {
                  day: dayLabel(this.data.figures_on),
              })
            : "";
    }

    get figures() {
        const { customers, sales, repeat, currency_id: currency } = this.data;
        const stage = (key) => this.data.stages.find(([name]) => name === key)[2];
        const risky = stage("at_risk");
        const lost = stage("lost");
        return [
            { key: "customers", label: _t("Customers"), text: count(customers), domain: [] },
            { key: "sales", label: _t("Net sales, 12 months"), text: amount(sales, currency), domain: [["net_sales_12m", ">", 0]] },
            { key: "repeat", label: _t("Bought again"), text: share(repeat, customers), domain: [["repeat_customer", "=", true]] },
            { key: "at_risk", label: _t("At risk"), text: count(risky), hint: share(risky, customers), domain: [["stage", "=", "at_risk"]] },
            { key: "lost", label: _t("Lost"), text: count(lost), hint: share(lost, customers), domain: [["stage", "=", "lost"]] },
        ];
    }

    /** Open the customers that `domain` leaves. */
    open(title, domain) {
        return this.drill("crm.customer.metrics", title, [...this.data.domain, ...domain]);
    }
}

registry.category("actions").add("crm_grading_metrics_dashboard", MetricsDashboard);
