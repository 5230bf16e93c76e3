import { Component } from "@odoo/owl";

/** One part of a dashboard: a heading and a body, or what is to be said while there is none. */
export class Panel extends Component {
    static template = "crm_grading.Panel";
    static props = {
        name: String,
        title: String,
        subtitle: { type: String, optional: true },
        wide: { type: Boolean, optional: true },
        load: { type: Object, optional: true },
        empty: { type: [String, Boolean], optional: true },
        slots: { type: Object, optional: true },
    };

    get status() {
        if (this.props.load?.status === "error") {
            return "error";
        }
        if (this.props.load && !this.props.load.data) {
            return "loading";
        }
        return this.props.empty ? "empty" : "ready";
    }
}
