import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { markedLine } from "@crm_grading/common/chart_box/marked_line";
import { DashboardFilters } from "@crm_grading/common/dashboard_filters/dashboard_filters";
import { useFilteredLoad } from "@crm_grading/common/dashboard_filters/filtered_load";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { amount, changeClass, changeText, count, decimal, monthLabel, orDash, percent } from "@crm_grading/common/format";
import { GOOD } from "@crm_grading/common/palette";
import { Panel } from "@crm_grading/common/panel/panel";

const FILTERS = { type_id: _t("Service type"), category_id: _t("Category"), user_id: _t("Agent") };

/** Complaints of the companies month by month: how many, how quickly, how well, at what cost, and what they were about. */
export class ServiceDashboard extends Component {
    static template = "crm_industry.ServiceDashboard";
    static components = { ChartBox, DashboardFilters, DashboardPage, Figures, Panel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.state = useState({ figure: "part" });
        this.names = FILTERS;
        const read = (filters) => this.orm.call("crm.complaint.analysis", "dashboard_data", [filters]);
        Object.assign(this, useFilteredLoad(read));
    }

    get data() {
        return this.load.data;
    }

    get figure() {
        return this.data.figures.find(({ key }) => key === this.state.figure);
    }

    get figures() {
        return this.data.figures.map((figure) => ({
            ...figure,
            text: this.show(figure.current, figure.unit),
            hint: changeText(figure.change, (value) => this.show(value, figure.unit)),
            hintClass: changeClass(figure.change, figure.better),
            chosen: figure.key === this.state.figure,
        }));
    }

    get now() {
        return this.data.now.map((figure) => ({ ...figure, text: count(figure.value) }));
    }

    get nothing() {
        return _t("Nothing this month.");
    }

    show(value, unit) {
        const shapes = {
            number: () => count(value),
            hours: () => _t("%(value)s h", { value: decimal(value) }),
            percent: () => percent(value),
            score: () => decimal(value, 2),
            money: () => amount(value, this.data.currency_id),
        };
        return orDash(value, shapes[unit]);
    }

    get trend() {
        const { figure } = this;
        return {
            type: "line",
            data: {
                labels: this.data.months.map(monthLabel),
                datasets: [markedLine(figure.label, figure.values, GOOD, "circle", [])],
            },
            options: {
                scales: { x: { grid: { display: false } }, y: { beginAtZero: true } },
                plugins: { tooltip: { callbacks: { label: (item) => this.show(item.raw, figure.unit) } } },
            },
        };
    }

    choose(figure) {
        this.state.figure = figure.key;
    }

    openNow(figure) {
        return this.drill(figure.model, figure.label, figure.domain);
    }

    /** Open the complaints of a month on the chart. */
    openMonth(index) {
        const first = this.data.months[index];
        const next = this.data.months[index + 1];
        const domain = [...this.data.trend_domain, ["date", ">=", first]];
        return this.openRows(monthLabel(first), next ? [...domain, ["date", "<", next]] : domain);
    }

    openRows(title, domain) {
        return this.drill("crm.complaint.analysis", title, domain);
    }
}

registry.category("actions").add("crm_industry_service_dashboard", ServiceDashboard);
