import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ChartBox } from "../common/chart_box/chart_box";
import { count, percent } from "../common/format";
import { useLoad } from "../common/load";
import { GOOD, NEUTRAL, faded } from "../common/palette";
import { Panel } from "../common/panel/panel";
import { GradeBadge } from "../grade_badge/grade_badge";

/** Which part of the customers makes which part of the sales (or of the score). */
export class ParetoPanel extends Component {
    static template = "crm_grading.ParetoPanel";
    static components = { ChartBox, GradeBadge, Panel };
    static props = { runId: Number, grades: Array, open: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ basis: false });
        this.percent = percent;
        this.count = count;
        this.load = useLoad(async () => {
            const data = await this.call("dashboard_pareto");
            return { ...data, config: this.chart(data) };
        });
    }

    get data() {
        return this.load.data;
    }

    get empty() {
        return Boolean(this.data && !this.data.points.length) && _t("Nobody has a positive figure for this measure.");
    }

    get sentence() {
        return _t("%(share)s of the customers make 80 % of %(what)s.", {
            share: percent(this.data.needed),
            what: this.data.label,
        });
    }

    get grades() {
        return this.data.by_grade.map((line) => ({
            ...line,
            grade: this.props.grades.find((grade) => grade.id === line.grade_id),
        }));
    }

    call(method) {
        return this.orm.call("crm.grading.run", method, [[this.props.runId]], { basis: this.state.basis });
    }

    choose(basis) {
        this.state.basis = basis;
        this.load.reload();
    }

    async openCustomers() {
        this.action.doAction(await this.call("action_pareto_customers"));
    }

    openGrade(line) {
        this.props.open(line.grade.code, [["final_grade_id", "=", line.grade_id]]);
    }

    chart(data) {
        const line = (label, points, style) => ({ label, data: points, pointRadius: 0, borderWidth: 2, ...style });
        const dashed = { borderColor: NEUTRAL, borderDash: [6, 4], borderWidth: 1.5, pointHitRadius: 0 };
        const axis = (text) => ({ type: "linear", min: 0, max: 100, title: { display: true, text } });
        return {
            type: "line",
            data: {
                datasets: [
                    line(data.label, data.points.map(([x, y]) => ({ x, y })), {
                        borderColor: GOOD,
                        backgroundColor: faded(GOOD, 0.15),
                        fill: "origin",
                        pointHitRadius: 8,
                    }),
                    line("80 %", [{ x: 0, y: 80 }, { x: data.needed, y: 80 }, { x: data.needed, y: 0 }], dashed),
                ],
            },
            options: {
                parsing: false,
                interaction: { mode: "nearest", axis: "x", intersect: false },
                scales: { x: axis(_t("% of customers")), y: axis(_t("% of the total")) },
                plugins: {
                    tooltip: {
                        filter: (item) => item.datasetIndex === 0,
                        callbacks: {
                            title: () => "",
                            label: ({ raw }) =>
                                _t("%(x)s of the customers: %(y)s", { x: percent(raw.x), y: percent(raw.y) }),
                        },
                    },
                },
            },
        };
    }
}
