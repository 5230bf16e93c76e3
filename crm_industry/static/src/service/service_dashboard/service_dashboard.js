import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ChartBox } from "@crm_grading/common/chart_box/chart_box";
import { markedLine } from "@crm_grading/common/chart_box/marked_line";
import { DashboardPage } from "@crm_grading/common/dashboard_page/dashboard_page";
import { useDrill } from "@crm_grading/common/drill";
import { Figures } from "@crm_grading/common/figures/figures";
import { amount, count, decimal, monthLabel, orDash, percent } from "@crm_grading/common/format";
import { useLoad } from "@crm_grading/common/load";
import { GOOD } from "@crm_grading/common/palette";
import { Panel } from "@crm_grading/common/panel/panel";
import { ServiceFilters } from "./service_filters";

/** Complaints of the companies month by month: how many, how quickly, how well, at what cost, and what they were about. */
export class ServiceDashboard extends Component {
    static template = "crm_industry.ServiceDashboard";
    static components = { ChartBox, DashboardPage, Figures, Panel, ServiceFilters };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.state = useState({ filters: {}, figure: "part" });
        this.load = useLoad(() => this.orm.call("crm.complaint.analysis", "dashboard_data", [this.asked()]));
    }

    /** The filters that are set, for the server. */
    asked() {
        return Object.fromEntries(Object.entries(this.state.filters).filter(([, value]) => value !== undefined));
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
            hint: this.changeText(figure),
            hintClass: this.changeClass(figure),
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

    changeText({ change, unit }) {
        return orDash(change, () => `${change > 0 ? "▲" : change < 0 ? "▼" : "="} ${this.show(Math.abs(change), unit)}`);
    }

    changeClass({ change, better }) {
        if (!change) {
            return "text-muted";
        }
        return change > 0 === (better === "up") ? "o_service_better" : "o_service_worse";
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

    change(filters) {
        Object.assign(this.state.filters, filters);
        return this.load.reload();
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
