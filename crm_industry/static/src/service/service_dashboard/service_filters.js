import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { monthLabel } from "@crm_grading/common/format";

const NAMES = { type_id: _t("Service type"), category_id: _t("Category"), user_id: _t("Agent") };
const ALL = "all";

/** The month, and what the figures are narrowed down to. */
export class ServiceFilters extends Component {
    static template = "crm_industry.ServiceFilters";
    static props = { data: Object, filters: Object, change: Function };

    get months() {
        return this.props.data.options.month.map((month) => ({ value: month, label: monthLabel(month) }));
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
