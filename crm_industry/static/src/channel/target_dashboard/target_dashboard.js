import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { dayLabel } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { Panel } from "@crm_grading/common/panel/panel";
import { TargetChart } from "./target_chart";
import { goal, lightOf, percentOrDash } from "./target_format";
import { TargetRows } from "./target_rows";

/** A target in force: how far it is, by whom, and where it leads to. */
export class TargetDashboard extends Component {
    static template = "crm_industry.TargetDashboard";
    static components = { DashboardPage, Figures, Panel, TargetChart, TargetRows };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.lightOf = lightOf;
        this.state = useState({ filters: {} });
        this.load = useLoad(() => this.orm.call("crm.target", "dashboard_data", [this.state.filters]));
    }

    get data() {
        return this.load.data;
    }

    get subtitle() {
        const [first, last] = [this.data.date_from, this.data.date_to].map(dayLabel);
        return _t("%(first)s – %(last)s, counted: %(basis)s", { first, last, basis: this.data.basis });
    }

    get figures() {
        const { total } = this.data;
        return [
            { key: "target", label: _t("Target"), text: goal(total.target, this.data) },
            { key: "actual", label: _t("Sold"), text: goal(total.actual, this.data) },
            { key: "attainment", label: _t("Attained"), text: percentOrDash(total.attainment) },
            { key: "expected", label: _t("Expected to date"), text: goal(total.expected, this.data) },
            { key: "pace", label: _t("Pace"), text: percentOrDash(total.pace) },
            { key: "forecast", label: _t("Forecast at the end"), text: goal(total.forecast, this.data) },
        ];
    }

    choose(filters) {
        Object.assign(this.state.filters, filters);
        return this.load.reload();
    }

    chooseTree(id) {
        this.state.filters = {};
        return this.choose({ root_id: Number(id) });
    }

    open(row) {
        return this.drill("crm.target", row.name, row.domain);
    }
}

registry.category("actions").add("crm_industry_target_dashboard", TargetDashboard);
