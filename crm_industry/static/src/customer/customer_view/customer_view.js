import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill, useOpenRecord } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { amount, count, dayLabel, orDash } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { Panel } from "@crm_grading/common/panel/panel";
import { GradeBadge } from "@crm_grading/grade_badge/grade_badge";
import { CustomerActions } from "./customer_actions";
import { CustomerCharts } from "./customer_charts";
import { CustomerTimeline } from "./customer_timeline";

/** Everything about one customer on a page: who it is, what it is worth, what to do next, and what happened. */
export class CustomerView extends Component {
    static template = "crm_industry.CustomerView";
    static components = { CustomerActions, CustomerCharts, CustomerTimeline, DashboardPage, Figures, GradeBadge, Panel, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.drill = useDrill();
        this.open = useOpenRecord();
        const { context, params } = this.props.action;
        this.customerId = Number(context.active_id || params?.active_id) || false;
        this.load = useLoad(() => this.read());
    }

    async read() {
        if (!this.customerId) {
            return {};
        }
        const data = await this.orm.call("crm.customer.view", "customer_view", [this.customerId]);
        this.env.config.setDisplayName(_t("View of %(name)s", { name: data.customer.name }));
        return data;
    }

    get data() {
        return this.load.data;
    }

    get domain() {
        return ["|", ["is_company", "=", true], ["parent_id", "=", false]];
    }

    /** What is known of the customer besides its name, each with an icon. */
    get facts() {
        const { customer } = this.data;
        return [
            { icon: "fa-hashtag", text: customer.ref },
            { icon: "fa-tag", text: customer.type },
            { icon: "fa-map-marker", text: customer.region || customer.city },
            { icon: "fa-user", text: customer.salesperson },
            { icon: "fa-comment-o", text: customer.channel && _t("prefers %(channel)s", { channel: customer.channel }) },
            { icon: "fa-phone", text: customer.phone, href: `tel:${customer.phone}` },
            { icon: "fa-envelope-o", text: customer.email, href: `mailto:${customer.email}` },
        ].filter((fact) => fact.text);
    }

    get figures() {
        return this.data.figures.map((figure) => ({
            ...figure,
            text: this.text(figure),
            hintClass: figure.alert ? "text-danger" : undefined,
        }));
    }

    text({ format, value }) {
        const show = {
            money: (given) => amount(given, this.data.charts.currency_id),
            count: (given) => count(given),
            day: (given) => dayLabel(given),
        }[format];
        return show ? (format === "day" ? orDash(value, show) : show(value)) : value;
    }

    /** Open what is behind a figure. */
    select({ model, domain, label }) {
        return model && this.drill(model, label, domain);
    }

    /** A button of the page: an action for this customer, or a new record on its form. */
    press({ action, model, context }) {
        if (action) {
            return this.action.doAction(action, { additionalContext: context });
        }
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: model,
                views: [[false, "form"]],
                target: "new",
                context,
            },
            { onClose: () => this.load.reload() }
        );
    }

    choose(customerId) {
        return (
            customerId &&
            this.action.doAction("crm_industry.crm_customer_view_action", {
                additionalContext: { active_id: customerId, active_model: "res.partner" },
                stackPosition: "replaceCurrentAction",
            })
        );
    }
}

registry.category("actions").add("crm_industry_customer_view", CustomerView);
