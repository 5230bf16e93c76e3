import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { count, monthLabel, share } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { useDrill } from "../common/drill";
import { useLoad } from "../common/load";
import { Panel } from "../common/panel/panel";

/** Lifecycle stage at the end of one month against the month before. */
export class TransitionPanel extends Component {
    static template = "crm_grading.TransitionPanel";
    static components = { HeatTable, Panel };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.drill = useDrill();
        this.monthLabel = monthLabel;
        this.state = useState({ month: false });
        this.load = useLoad(() =>
            this.orm.call("crm.customer.snapshot", "dashboard_transitions", [], { month: this.state.month })
        );
    }

    get data() {
        return this.load.data;
    }

    get empty() {
        return Boolean(this.data && !this.data.cells.length) && _t("Needs two monthly snapshots one after the other.");
    }

    get table() {
        const { stages, cells } = this.data;
        const numbers = new Map(cells.map(([before, after, number]) => [`${before}/${after}`, number]));
        const rows = stages.map(([key, label]) => {
            const line = stages.map(([after]) => numbers.get(`${key}/${after}`) || 0);
            const whole = line.reduce((sum, number) => sum + number, 0);
            const cell = (number, at) => ({
                text: number ? count(number) : "·",
                hint: number ? share(number, whole, 0) : "",
                share: whole ? number / whole : 0,
                mark: stages[at][0] === key,
                empty: !number,
                title: `${label} → ${stages[at][1]}`,
            });
            return { key, label, cells: line.map(cell), whole };
        });
        return { columns: stages.map(([key, label]) => ({ key, label })), rows: rows.filter((row) => row.whole) };
    }

    choose(month) {
        this.state.month = month;
        this.load.reload();
    }

    /** Open the month's snapshots of customers that had the stage `before` then; without a snapshot nothing was bought yet. */
    select(before, after) {
        const { stages, domain, month, before: earlier } = this.data;
        const label = (key) => stages.find(([name]) => name === key)[1];
        const then = [...domain, ["month", "=", earlier]];
        const condition =
            before === "acquire"
                ? ["grading_snapshot_ids", "not any", [...then, ["stage", "!=", "acquire"]]]
                : ["grading_snapshot_ids", "any", [...then, ["stage", "=", before]]];
        this.drill("crm.customer.snapshot", _t("%(before)s → %(after)s", { before: label(before), after: label(after) }), [
            ...domain,
            ["month", "=", month],
            ["stage", "=", after],
            ["partner_id", "any", [condition]],
        ]);
    }
}
