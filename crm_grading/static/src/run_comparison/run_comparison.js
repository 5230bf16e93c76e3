import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ChartBox } from "../common/chart_box/chart_box";
import { DashboardPage } from "../common/dashboard_page/dashboard_page";
import { useDrill, useOpenRecord } from "../common/drill";
import { count, decimal, steps } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { useLoad } from "../common/load";
import { faded, SERIES } from "../common/palette";
import { Panel } from "../common/panel/panel";
import { GradeBadge } from "../grade_badge/grade_badge";
import { GradeSource } from "../grade_badge/grade_source";
import { migrationTable } from "../run_dashboard/migration_panel";

const MOST_RUNS = 4;

/** Two to four runs of a scheme side by side; the first one is what the others are compared with. */
export class RunComparison extends Component {
    static template = "crm_grading.RunComparison";
    static components = { ChartBox, DashboardPage, GradeBadge, GradeSource, HeatTable, Panel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.openRecord = useOpenRecord();
        Object.assign(this, { count, decimal, steps });
        const context = this.props.action.context || {};
        // Lists of runs begin with the latest one; what the others are compared with is the earliest.
        const asked = context.active_model === "crm.grading.run" ? [...(context.active_ids || [])].reverse() : [];
        this.state = useState({ runIds: (this.props.state?.runIds || asked).slice(0, MOST_RUNS) });
        useSetupAction({ getLocalState: () => ({ runIds: [...this.state.runIds] }) });
        this.load = useLoad(() => this.read());
    }

    async read() {
        const choices = await this.orm.call("crm.grading.run", "dashboard_comparable", [this.state.runIds]);
        const runIds = (this.state.runIds = this.complete(choices));
        if (runIds.length < 2) {
            return { choices, runs: [] };
        }
        const data = await this.orm.call("crm.grading.run", "dashboard_comparison", [runIds]);
        return { ...data, choices, config: this.chart(data), tables: this.tables(data) };
    }

    /** One run alone is compared with the one listed after it, an earlier one as a rule. */
    complete(choices) {
        if (this.state.runIds.length > 1) {
            return this.state.runIds;
        }
        const chosen = this.state.runIds[0] ?? choices[0]?.id;
        const at = choices.findIndex(({ id }) => id === chosen);
        const other = choices[at + 1] || choices.find(({ id }) => id !== chosen);
        return other ? [other.id, chosen] : [];
    }

    get data() {
        return this.load.data;
    }

    get emptyText() {
        return _t("There are no two runs of one scheme to compare. Compute another run, or a scenario of one.");
    }

    get sameText() {
        return _t("Everybody has the same grade.");
    }

    get others() {
        return this.data.choices.filter(({ id }) => !this.state.runIds.includes(id));
    }

    get mayAdd() {
        return this.state.runIds.length < MOST_RUNS && this.others.length;
    }

    set(runIds) {
        this.state.runIds = runIds;
        this.load.reload();
    }

    add(runId) {
        this.set([...this.state.runIds, Number(runId)]);
    }

    remove(runId) {
        this.set(this.state.runIds.filter((id) => id !== runId));
    }

    makeFirst(runId) {
        this.set([runId, ...this.state.runIds.filter((id) => id !== runId)]);
    }

    chart({ grades, runs }) {
        return {
            type: "bar",
            data: {
                labels: grades.map(({ code }) => code),
                datasets: runs.map((run, index) => ({
                    label: run.name,
                    data: run.final,
                    backgroundColor: faded(SERIES[index], index ? 0.9 : 0.3),
                    borderColor: SERIES[index],
                    borderWidth: 2,
                })),
            },
            options: {
                scales: { y: { beginAtZero: true, ticks: { precision: 0 } }, x: { grid: { display: false } } },
                plugins: { legend: { display: true, position: "bottom" } },
            },
        };
    }

    tables({ grades, pairs }) {
        const words = { none: _t("No grade in the first run"), gone: _t("No grade in this run") };
        return Object.fromEntries(pairs.map((pair) => [pair.id, migrationTable(grades, pair.migration, words)]));
    }

    select(index, dataset) {
        const run = this.data.runs[dataset];
        const grade = this.data.grades[index];
        this.openResults(`${run.name}: ${grade.code}`, [
            ["run_id", "=", run.id],
            ["final_grade_id", "=", grade.id],
            ["status", "=", "rated"],
        ]);
    }

    /** Open the results of the pair's run of customers that had the grade `before` in the first run and have `after` in this one. */
    openPair(pair, before, after) {
        const first = ["run_id", "=", this.state.runIds[0]];
        const graded = ["grading_result_ids", "any", [first, ["final_grade_id", "=", before]]];
        const ungraded = ["grading_result_ids", "not any", [first, ["final_grade_id", "!=", false]]];
        const code = (id) => this.data.grades.find((grade) => grade.id === id)?.code || "–";
        this.openResults(`${pair.name}: ${code(before)} → ${code(after)}`, [
            ["run_id", "=", pair.id],
            ["final_grade_id", "=", after || false],
            ["partner_id", "any", [before ? graded : ungraded]],
        ]);
    }

    openResults(name, domain) {
        return this.drill("crm.grading.result", name, domain);
    }

    openResult(id) {
        return this.openRecord("crm.grading.result", id);
    }
}

registry.category("actions").add("crm_grading_run_comparison", RunComparison);
