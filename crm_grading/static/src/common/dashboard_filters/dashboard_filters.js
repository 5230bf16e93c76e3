import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { monthLabel } from "../format";

const ALL = "all";

/** The month of a dashboard, and what its figures are narrowed down to. A filter without a choice is left out. */
export class DashboardFilters extends Component {
    static template = "crm_grading.DashboardFilters";
    static props = {
        /** what the server sent: month, running (the month that is not over, if marked) and options {name: choices} */
        data: Object,
        /** {name: id, or false for rows without one}; what is missing or undefined is not filtered by */
        filters: Object,
        /** {name: label}, in the order in which they are shown */
        names: Object,
        /** gets the filters that change */
        change: Function,
    };

    get months() {
        const { options, running } = this.props.data;
        return options.month.map((month) => {
            const label = monthLabel(month);
            return { value: month, label: month === running ? _t("%(month)s (running)", { month: label }) : label };
        });
    }

    get choices() {
        return Object.entries(this.props.names)
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
