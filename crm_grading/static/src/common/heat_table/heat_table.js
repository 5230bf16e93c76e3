import { Component } from "@odoo/owl";
import { heatStyle } from "../palette";

/**
 * A matrix of figures whose strength is shown by colour. The figures stay readable as text.
 *
 * `columns`: {key, label, color}; `rows`: {key, label, color, cells: [{text, hint, sub, share, color, mark, title, empty}]}.
 */
export class HeatTable extends Component {
    static template = "crm_grading.HeatTable";
    static props = {
        corner: { type: String, optional: true },
        columns: Array,
        rows: Array,
        onSelect: { type: Function, optional: true },
        wide: { type: Boolean, optional: true },
    };

    style(cell) {
        return heatStyle(cell.share || 0, cell.color);
    }

    clickable(cell) {
        return Boolean(this.props.onSelect && !cell.empty);
    }

    select(row, columnIndex) {
        this.props.onSelect(row.key, this.props.columns[columnIndex].key);
    }
}
