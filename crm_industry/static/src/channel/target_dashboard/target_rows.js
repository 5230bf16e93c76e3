import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Panel } from "@crm_grading/common/panel/panel";
import { barWidth, goal, lightOf, percentOrDash } from "./target_format";

/** Who or what the target was split among, and how far each is. */
export class TargetRows extends Component {
    static template = "crm_industry.TargetRows";
    static components = { Panel };
    static props = { data: Object, choose: Function, open: Function };

    setup() {
        this.barWidth = barWidth;
        this.percent = percentOrDash;
        this.lightOf = lightOf;
    }

    get empty() {
        return !this.props.data.rows.length && _t("This target is not split by customers, people, regions or products.");
    }

    goal(value) {
        return goal(value, this.props.data);
    }
}
