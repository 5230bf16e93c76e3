import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { count, share } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { BAD, GOOD, NEUTRAL } from "../common/palette";
import { Panel } from "../common/panel/panel";

const NONE = 0;

/** Rows and columns of a matrix of grades before and after; `cells` are [before id, after id, customers]. */
export function migrationTable(grades, cells, { none, gone }) {
    const counts = new Map(cells.map(([before, after, number]) => [`${before || NONE}/${after || NONE}`, number]));
    const ends = (label, title) => ({ id: NONE, code: label, name: title });
    const befores = [...grades, ends("–", none)];
    const afters = [...grades, ends("–", gone)];
    const rows = befores.map((before, from) => {
        const numbers = afters.map((after) => counts.get(`${before.id}/${after.id}`) || 0);
        const whole = numbers.reduce((sum, number) => sum + number, 0);
        const cell = (after, to) => {
            const graded = before.id && after.id;
            const better = graded && to < from;
            const worse = graded && to > from;
            return {
                text: numbers[to] ? count(numbers[to]) : "·",
                hint: numbers[to] ? `${better ? "▲ " : worse ? "▼ " : ""}${share(numbers[to], whole, 0)}` : "",
                share: whole ? numbers[to] / whole : 0,
                color: better ? GOOD : worse ? BAD : NEUTRAL,
                mark: graded && from === to,
                empty: !numbers[to],
                title: `${before.name} → ${after.name}`,
            };
        };
        return { key: before.id, label: before.code, title: before.name, cells: afters.map(cell), whole };
    });
    return {
        columns: afters.map((grade) => ({ key: grade.id, label: grade.code, title: grade.name })),
        rows: rows.filter((row) => row.whole),
    };
}

/** Previous grade against the grade now. */
export class MigrationPanel extends Component {
    static template = "crm_grading.MigrationPanel";
    static components = { HeatTable, Panel };
    static props = { grades: Array, migration: Array, open: Function };

    get empty() {
        const before = this.props.migration.some(([previous]) => previous);
        return !before && _t("Nobody had a grade before this run: there is nothing to compare with.");
    }

    get table() {
        return migrationTable(this.props.grades, this.props.migration, {
            none: _t("No grade before"),
            gone: _t("No grade now"),
        });
    }

    select(before, after) {
        const code = (id) => this.props.grades.find((grade) => grade.id === id)?.code || "–";
        this.props.open(_t("%(before)s → %(after)s", { before: code(before), after: code(after) }), [
            ["previous_grade_id", "=", before || false],
            ["final_grade_id", "=", after || false],
        ]);
    }
}
