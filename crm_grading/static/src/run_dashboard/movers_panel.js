import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useOpenRecord } from "../common/drill";
import { decimal, steps } from "../common/format";
import { Panel } from "../common/panel/panel";
import { GradeBadge } from "../grade_badge/grade_badge";
import { GradeSource } from "../grade_badge/grade_source";

/** The customers that moved most, up and down. */
export class MoversPanel extends Component {
    static template = "crm_grading.MoversPanel";
    static components = { GradeBadge, GradeSource, Panel };
    static props = { movers: Object, open: Function };

    setup() {
        this.openRecord = useOpenRecord();
        this.decimal = decimal;
        this.steps = steps;
    }

    get empty() {
        return !this.sides.some((side) => side.lines.length) && _t("Nobody changed the grade.");
    }

    get sides() {
        const { up, down } = this.props.movers;
        return [
            { key: "up", title: _t("▲ Up"), lines: up, domain: [["movement", ">", 0]] },
            { key: "down", title: _t("▼ Down"), lines: down, domain: [["movement", "<", 0]] },
        ];
    }

    openResult(id) {
        return this.openRecord("crm.grading.result", id);
    }
}
