import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardFilters } from "@crm_grading/common/dashboard_filters/dashboard_filters";
import { useFilteredLoad } from "@crm_grading/common/dashboard_filters/filtered_load";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { changeClass, changeText, dayLabel } from "@crm_grading/common/format";
import { Panel } from "@crm_grading/common/panel/panel";
import { money, ratioText } from "./kpi_format";
import { KpiAgeingPanel } from "./kpi_ageing_panel";
import { KpiOverduePanel } from "./kpi_overdue_panel";
import { KpiTrendPanel } from "./kpi_trend_panel";

const FILTERS = {
    team_id: _t("Sales team"),
    user_id: _t("Salesperson"),
    class_id: _t("Risk class"),
    grade_id: _t("Grade"),
};
const BETTER = { overdue: "down", written_off: "down" };

/** Credit of the company month by month: how fast customers pay, who owes what, what may be lost. */
export class KpiDashboard extends Component {
    static template = "crm_credit.KpiDashboard";
    static components = { DashboardFilters, DashboardPage, Figures, KpiAgeingPanel, KpiOverduePanel, KpiTrendPanel, Panel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.state = useState({ ratio: "dso" });
        this.names = FILTERS;
        const read = (filters) => this.orm.call("crm.credit.kpi", "dashboard_data", [filters]);
        Object.assign(this, useFilteredLoad(read));
    }

    get data() {
        return this.load.data;
    }

    get subtitle() {
        const day = this.data.figures_on && dayLabel(this.data.figures_on);
        const { company, month, running } = this.data;
        if (day && month === running) {
            return _t("%(company)s, figures until %(day)s: the month is not over yet", { company, day });
        }
        return day ? _t("%(company)s, figures of %(day)s", { company, day }) : company;
    }

    get ratio() {
        return this.data.ratios.find(({ key }) => key === this.state.ratio) || this.data.ratios[0];
    }

    get ratios() {
        return this.data.ratios.map((ratio) => ({
            ...ratio,
            text: ratioText(ratio.current, ratio.unit),
            hint: changeText(ratio.change, (value) => ratioText(value, ratio.unit)),
            hintClass: changeClass(ratio.change, ratio.better),
            chosen: ratio.key === this.ratio.key,
        }));
    }

    get amounts() {
        const amounts = [...this.data.amounts, { key: "provision", label: _t("Provision"), ...this.data.provision }];
        return amounts.map((figure) => ({
            ...figure,
            text: this.money(figure.key === "provision" ? figure.amount : figure.current),
            hint: changeText(figure.change, (value) => this.money(value)),
            hintClass: changeClass(figure.change, figure.key === "provision" ? "down" : BETTER[figure.key]),
        }));
    }

    money(value) {
        return money(value, this.data.currency_id);
    }

    showRatio(ratio) {
        this.state.ratio = ratio.key;
    }

    /** Open the rows that the figures are made of. */
    open(title, domain) {
        return this.drill("crm.credit.kpi", title, domain);
    }

    openAmount(figure) {
        return figure.key === "provision"
            ? this.openProvision(figure.label, [])
            : this.open(figure.label, this.data.domain);
    }

    openProvision(title, domain) {
        return this.drill("crm.credit.provision", title, [...this.data.provision_domain, ...domain]);
    }
}

registry.category("actions").add("crm_credit_kpi_dashboard", KpiDashboard);
