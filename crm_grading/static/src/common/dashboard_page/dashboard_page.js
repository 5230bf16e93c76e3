import { Component } from "@odoo/owl";
import { Layout } from "@web/search/layout";
import { Panel } from "../panel/panel";

/**
 * The page of a dashboard with its panels as content.
 *
 * With `load`, one panel called `title` waits or says what went wrong until the data is there. When `empty` is true, the
 * slot of that name takes the place of the panels.
 */
export class DashboardPage extends Component {
    static template = "crm_grading.DashboardPage";
    static components = { Layout, Panel };
    static props = {
        className: String,
        title: { type: String, optional: true },
        load: { type: Object, optional: true },
        empty: { optional: true },
        slots: Object,
    };

    setup() {
        this.display = { controlPanel: {} };
    }

    get waiting() {
        const { load } = this.props;
        return Boolean(load) && (!load.data || load.status === "error");
    }
}
