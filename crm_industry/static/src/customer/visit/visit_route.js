import { Component, useState } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useLoad } from "@crm_grading/common/load";
import { VisitStop } from "./visit_stop";

const COLORS = { planned: "primary", checked_in: "warning", done: "success", missed: "danger" };

/** The visits of a day on a phone: one card a customer, and one of them with its checklist. */
export class VisitRoute extends Component {
    static template = "crm_industry.VisitRoute";
    static components = { Layout, VisitStop };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ day: false, visitId: this.props.action.context?.visit_id || false });
        this.load = useLoad(() => this.orm.call("crm.visit", "route_data", [this.state.day]));
    }

    get data() {
        return this.load.data;
    }

    get dayLabel() {
        const label = deserializeDate(this.data.day).toLocaleString({ weekday: "short", month: "short", day: "numeric" });
        return this.isToday ? _t("Today, %(day)s", { day: label }) : label;
    }

    get isToday() {
        return this.data.day === this.data.today;
    }

    get percent() {
        return this.data.total ? Math.round((this.data.done / this.data.total) * 100) : 0;
    }

    get progress() {
        return _t("%(done)s of %(total)s done", { done: this.data.done, total: this.data.total });
    }

    color(stop) {
        return COLORS[stop.state] || "secondary";
    }

    late(stop) {
        return stop.state === "planned" && stop.day < this.data.today;
    }

    shortDay(day) {
        return deserializeDate(day).toLocaleString({ month: "short", day: "numeric" });
    }

    changeDay(days) {
        this.state.day = serializeDate(deserializeDate(this.data.day).plus({ days }));
        return this.load.reload();
    }

    showToday() {
        this.state.day = false;
        return this.load.reload();
    }

    open(visitId) {
        this.state.visitId = visitId;
    }

    close() {
        this.state.visitId = false;
        return this.load.reload();
    }

    create() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New Visit"),
            res_model: "crm.visit",
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_visit_route", VisitRoute);
