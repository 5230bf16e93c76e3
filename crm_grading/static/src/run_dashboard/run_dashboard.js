import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPage } from "../common/dashboard_page/dashboard_page";
import { useDrill } from "../common/drill";
import { useLoad } from "../common/load";
import { Panel } from "../common/panel/panel";
import { CorrelationPanel } from "./correlation_panel";
import { DistributionPanel } from "./distribution_panel";
import { MigrationPanel } from "./migration_panel";
import { MoversPanel } from "./movers_panel";
import { NotRatedPanel } from "./not_rated_panel";
import { ParetoPanel } from "./pareto_panel";
import { PeersPanel } from "./peers_panel";
import { RunHeader } from "./run_header";

/** What came out of one grading run; every figure opens the results behind it. */
export class RunDashboard extends Component {
    static template = "crm_grading.RunDashboard";
    static components = {
        CorrelationPanel,
        DashboardPage,
        DistributionPanel,
        MigrationPanel,
        MoversPanel,
        NotRatedPanel,
        Panel,
        ParetoPanel,
        PeersPanel,
        RunHeader,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        const { active_id: activeId, active_model: model } = this.props.action.context || {};
        const opened = !model || model === "crm.grading.run" ? activeId : false;
        this.state = useState({ runId: this.props.state?.runId || opened || this.props.action.params?.run_id });
        // Whoever comes back from a list finds the run that was chosen.
        useSetupAction({ getLocalState: () => ({ runId: this.state.runId }) });
        this.load = useLoad(() => this.read());
    }

    async read() {
        const choices = await this.orm.call("crm.grading.run", "dashboard_choices", []);
        if (!this.state.runId) {
            this.state.runId = choices[0]?.id || false;
        }
        if (!this.state.runId) {
            return { choices };
        }
        const data = await this.orm.call("crm.grading.run", "dashboard_data", [[this.state.runId]]);
        this.env.config.setDisplayName(data.run.name);
        return { ...data, choices };
    }

    get data() {
        return this.load.data;
    }

    choose(runId) {
        this.state.runId = Number(runId);
        this.load.data = null;
        this.load.reload();
    }

    /** Open the results of this run that `domain` leaves. */
    open(title, domain) {
        const name = _t("%(run)s: %(what)s", { run: this.data.run.name, what: title });
        return this.drill("crm.grading.result", name, [["run_id", "=", this.state.runId], ...domain]);
    }
}

registry.category("actions").add("crm_grading_run_dashboard", RunDashboard);
