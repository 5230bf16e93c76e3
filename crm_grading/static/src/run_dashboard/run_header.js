import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { useService } from "@web/core/utils/hooks";
import { useOpenRecord } from "../common/drill";
import { Figures } from "../common/figures/figures";
import { count, share } from "../common/format";
import { JobBar } from "../job_progress/job_progress";

/** Which run this is, how far it is, and its main counts. */
export class RunHeader extends Component {
    static template = "crm_grading.RunHeader";
    static components = { Figures, JobBar };
    static props = { run: Object, counts: Object, choices: Array, choose: Function, open: Function, reload: Function };

    setup() {
        this.action = useService("action");
        this.openRecord = useOpenRecord();
    }

    get period() {
        return _t("%(from)s – %(to)s", { from: this.props.run.date_from, to: this.props.run.date_to });
    }

    get figures() {
        const { total, rated, not_rated: notRated, new: fresh, up, down, capped } = this.props.counts;
        const figure = (key, label, value, domain, hint) => ({ key, label, text: count(value), domain, hint });
        return [
            figure("total", _t("Customers"), total, []),
            figure("rated", _t("Rated"), rated, [["status", "=", "rated"]], share(rated, total)),
            figure("new", _t("New"), fresh, [["status", "=", "new"]], share(fresh, total)),
            figure("not_rated", _t("Not rated"), notRated, [["status", "=", "not_rated"]], share(notRated, total)),
            figure("up", _t("▲ Moved up"), up, [["movement", ">", 0]], share(up, rated)),
            figure("down", _t("▼ Moved down"), down, [["movement", "<", 0]], share(down, rated)),
            figure("capped", _t("Final ≠ computed"), capped, [["final_reason", "!=", false]], share(capped, rated)),
        ];
    }

    get stateClass() {
        const classes = { published: "text-bg-success", computed: "text-bg-info", review: "text-bg-warning" };
        return classes[this.props.run.state] || "text-bg-secondary";
    }

    openRun() {
        return this.openRecord("crm.grading.run", this.props.run.id);
    }

    compare() {
        return this.action.doAction("crm_grading.crm_grading_run_comparison_action", {
            additionalContext: { active_ids: [this.props.run.id], active_model: "crm.grading.run" },
        });
    }

    exportFile() {
        return download({ url: `/crm_grading/run/${this.props.run.id}/xlsx`, data: {} });
    }
}
