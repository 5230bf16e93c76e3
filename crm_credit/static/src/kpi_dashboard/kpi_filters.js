import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { monthLabel } from "@crm_grading/common/format";

const NAMES = {
    team_id: _t("Sales team"),
    user_id: _t("Salesperson"),
    class_id: _t("Risk class"),
    grade_id: _t("Grade"),
};
const ALL = "all";

/** The month, and what the figures are narrowed down to. */
export class KpiFilters extends Component {
    static template = "crm_credit.KpiFilters";
    static props = { data: Object, filters: Object, change: Function };

    get months() {
        const { options, running } = this.props.data;
        return options.month.map((month) => {
            const label = monthLabel(month);
            return { value: month, label: month === running ? _t("%(month)s (running)", { month: label }) : label };
        });
    }

    get choices() {
        return Object.entries(NAMES)
            .map(([name, label]) => ({ name, label: label.toString(), options: this.options(name) }))
            .filter((choice) => choice.options.length > 1);
    }

    options(name) {
        return this.props.data.options[name].map(([id, label]) => ({ value: String(id), label: label || _t("None") }));
    }

    value(name) {
        const value = this.props.filters[name];
        return value === undefined ? ALL : String(value);
    }

    choose(name, value) {
        this.props.change({ [name]: value === ALL ? undefined : value === "false" ? false : Number(value) });
    }
}
