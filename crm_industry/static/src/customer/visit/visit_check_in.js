import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { findPosition } from "./position";

/** The button that begins a visit: asks the browser where it is, and goes on without an answer. */
export class VisitCheckIn extends Component {
    static template = "crm_industry.VisitCheckIn";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ busy: false });
    }

    get visible() {
        return this.props.record.data.state === "planned";
    }

    async onClick() {
        this.state.busy = true;
        try {
            if (!(await this.props.record.save())) {
                return;
            }
            const position = await findPosition();
            await this.orm.call("crm.visit", "action_check_in", [[this.props.record.resId], position]);
            await this.props.record.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("visit_check_in", {
    component: VisitCheckIn,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
