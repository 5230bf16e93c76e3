from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmGradeConditionMixin(models.AbstractModel):
    """A rule of a company that may hold for customers of one grade only, by the grading scheme of the company."""

    _name = "crm.grade.condition.mixin"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin"]
    _description = "Rule for Customers of a Grade"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(ondelete="cascade")
    grade_id = fields.Many2one(
        "crm.grading.grade", index="btree_not_null", domain="[('scheme_id.company_id', '=', company_id)]"
    )

    @api.constrains("company_id", "grade_id", "active")
    def _check_grade(self):
        # sudo: the scheme of the grade, which whoever writes the rule need not see
        for rule in self.filtered("active").sudo():
            if rule.grade_id and rule.grade_id.scheme_id.company_id != rule.company_id:
                raise ValidationError(
                    self.env._(
                        "The grade %(grade)s is not of a scheme of %(company)s: choose another one.",
                        grade=rule.grade_id.display_name,
                        company=rule.company_id.name,
                    )
                )
