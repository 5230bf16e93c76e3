import { Component } from "@odoo/owl";

/**
 * Main figures side by side; with `onSelect`, buttons that open what is behind them.
 *
 * `figures`: {key, label, text, hint, hintClass, help, chosen}, the last four optional.
 */
export class Figures extends Component {
    static template = "crm_grading.Figures";
    static props = {
        figures: Array,
        name: { type: String, optional: true },
        onSelect: { type: Function, optional: true },
    };

    pressed({ chosen }) {
        return chosen === undefined ? undefined : chosen ? "true" : "false";
    }
}
