import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { amount, count, share } from "../common/format";
import { HeatTable } from "../common/heat_table/heat_table";
import { badgeStyle, colorOf } from "../common/palette";
import { Panel } from "../common/panel/panel";

const SCORES = [5, 4, 3, 2, 1];

/** Recency against frequency and spending, 25 cells in the colours of their segments. */
export class RfmPanel extends Component {
    static template = "crm_grading.RfmPanel";
    static components = { HeatTable, Panel };
    static props = { data: Object, open: Function };

    setup() {
        this.count = count;
        this.badgeStyle = badgeStyle;
        this.money = (value) => amount(value, this.props.data.currency_id);
    }

    segment(id) {
        return this.props.data.segments.find((segment) => segment.id === id);
    }

    get table() {
        const { cells, customers } = this.props.data;
        const largest = Math.max(...cells.map((cell) => cell[3]), 1);
        const cell = (recency, fm) => {
            const [, , segmentId, number, sales] = cells.find(([r, other]) => r === recency && other === fm);
            const segment = this.segment(segmentId);
            return {
                text: count(number),
                sub: this.money(sales),
                hint: segment.name,
                // Never quite without colour: the segment of an empty cell is seen as well.
                share: 0.25 + 0.75 * Math.sqrt(number / largest),
                color: colorOf(segment.color),
                empty: !number,
                title: _t("%(segment)s: %(share)s of the customers", { segment: segment.name, share: share(number, customers) }),
            };
        };
        return {
            columns: SCORES.map((fm) => ({ key: fm, label: `FM ${fm}` })),
            rows: SCORES.map((recency) => ({
                key: recency,
                label: `R ${recency}`,
                cells: SCORES.map((fm) => cell(recency, fm)),
            })),
        };
    }

    select(recency, fm) {
        // FM is the mean of F and M, a half rounded up.
        const pairs = SCORES.flatMap((f) => SCORES.map((m) => [f, m])).filter(([f, m]) => Math.floor((f + m + 1) / 2) === fm);
        const condition = ([f, m]) => ["&", ["frequency_score", "=", f], ["monetary_score", "=", m]];
        this.props.open(`R ${recency}, FM ${fm}`, [
            ["recency_score", "=", recency],
            ...Array(pairs.length - 1).fill("|"),
            ...pairs.flatMap(condition),
        ]);
    }

    selectSegment(segment) {
        this.props.open(segment.name, [["segment_id", "=", segment.id]]);
    }
}
