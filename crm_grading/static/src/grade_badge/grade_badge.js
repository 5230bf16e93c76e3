import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { badgeStyle } from "../common/palette";

/** The letter of a grade on its colour. */
export class GradeBadge extends Component {
    static template = "crm_grading.GradeBadge";
    static props = {
        grade: { type: [Object, Boolean, { value: null }], optional: true },
        large: { type: Boolean, optional: true },
        none: { type: String, optional: true },
    };

    get style() {
        return badgeStyle(this.props.grade.color);
    }
}

/** Many2one to a grade (`code` and `color` are read with it) as a badge; for lists, kanban cards and forms. */
export class GradeBadgeField extends Component {
    static template = "crm_grading.GradeBadgeField";
    static components = { GradeBadge };
    static props = { ...standardFieldProps, large: { type: Boolean, optional: true } };

    get grade() {
        const value = this.props.record.data[this.props.name];
        return value && { code: value.code || value.display_name, name: value.display_name, color: value.color };
    }
}

registry.category("fields").add("grade_badge", {
    component: GradeBadgeField,
    displayName: _t("Grade badge"),
    supportedTypes: ["many2one"],
    supportedOptions: [{ label: _t("Large"), name: "large", type: "boolean" }],
    relatedFields: [
        { name: "code", type: "char", readonly: true },
        { name: "color", type: "integer", readonly: true },
    ],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
});
