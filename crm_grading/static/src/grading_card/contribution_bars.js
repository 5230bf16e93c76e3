import { Component } from "@odoo/owl";
import { decimal } from "../common/format";

/** Contribution of each indicator to the points, as its distance from the mean of the peers: left below, right above. */
export class ContributionBars extends Component {
    static template = "crm_grading.ContributionBars";
    static props = { dimensions: Array };

    setup() {
        this.decimal = decimal;
    }

    get groups() {
        const known = this.props.dimensions.flatMap(({ indicators }) => indicators.map(({ difference }) => difference || 0));
        const largest = Math.max(...known.map(Math.abs), 0.0001);
        const line = (indicator) => ({
            ...indicator,
            known: indicator.difference !== null,
            above: indicator.difference >= 0,
            width: (Math.abs(indicator.difference || 0) / largest) * 50,
            text: indicator.difference > 0 ? `+${decimal(indicator.difference)}` : decimal(indicator.difference),
        });
        return this.props.dimensions.map((dimension) => ({ ...dimension, lines: dimension.indicators.map(line) }));
    }
}
