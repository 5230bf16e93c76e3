import { Component } from "@odoo/owl";

/** Marks a grade that is not the computed one: overridden, capped, vetoed, held back. Nothing beside a computed grade. */
export class GradeSource extends Component {
    static template = "crm_grading.GradeSource";
    static props = { source: String, label: String };
}
