import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { decimal, steps } from "../common/format";

const WIDTH = 64;
const HEIGHT = 18;

/** Points over the last runs as a small line; the value is a list of [day, points, grade]. */
export class GradeTrendField extends Component {
    static template = "crm_grading.GradeTrendField";
    static props = { ...standardFieldProps };

    get points() {
        return this.props.record.data[this.props.name] || [];
    }

    get place() {
        const totals = this.points.map(([, total]) => total);
        const lowest = Math.min(...totals);
        const range = Math.max(...totals) - lowest;
        const step = (WIDTH - 6) / (totals.length - 1);
        return totals.map((total, at) => [
            3 + at * step,
            range ? HEIGHT - 3 - ((total - lowest) / range) * (HEIGHT - 6) : HEIGHT / 2,
        ]);
    }

    get line() {
        return this.place.map((pair) => pair.join(",")).join(" ");
    }

    get last() {
        return this.place.at(-1);
    }

    get text() {
        return this.points.map(([day, total, grade]) => `${day}: ${grade || "–"} ${decimal(total)}`).join("\n");
    }
}

/** Grades moved, with an arrow. */
export class GradeStepsField extends Component {
    static template = "crm_grading.GradeStepsField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return steps(this.value);
    }
}

registry.category("fields").add("grade_trend", { component: GradeTrendField, supportedTypes: ["json"] });
registry.category("fields").add("grade_steps", { component: GradeStepsField, supportedTypes: ["integer"] });
