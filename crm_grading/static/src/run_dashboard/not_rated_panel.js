import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { count, share } from "../common/format";
import { Panel } from "../common/panel/panel";

/** Why customers have no grade of their own, by reason. */
export class NotRatedPanel extends Component {
    static template = "crm_grading.NotRatedPanel";
    static components = { Panel };
    static props = { reasons: Array, open: Function };

    setup() {
        this.count = count;
    }

    get empty() {
        return !this.props.reasons.length && _t("Everybody was rated.");
    }

    get lines() {
        const whole = this.props.reasons.reduce((sum, { customers }) => sum + customers, 0);
        return this.props.reasons.map((line) => ({
            ...line,
            width: (line.customers / whole) * 100,
            share: share(line.customers, whole),
        }));
    }

    select(line) {
        this.props.open(line.label, [
            ["status", "=", line.status],
            ["reason", "=", line.reason],
        ]);
    }
}
