import { Component, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useLoad } from "@crm_grading/common/load";
import { TargetChart } from "./target_chart";

/** The curves of the target of a form. */
export class TargetChartWidget extends Component {
    static template = "crm_industry.TargetChartWidget";
    static components = { TargetChart };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.load = useLoad(() => this.read());
        useEffect(
            (id) => {
                if (id && this.shown !== id) {
                    this.load.reload();
                }
            },
            () => [this.props.record.resId]
        );
    }

    async read() {
        this.shown = this.props.record.resId;
        return this.shown ? this.orm.call("crm.target", "chart_data", [[this.shown]]) : {};
    }
}

registry.category("view_widgets").add("target_chart", { component: TargetChartWidget });
