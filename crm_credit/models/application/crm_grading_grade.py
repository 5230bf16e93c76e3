from odoo import api, fields, models


class CrmGradingGrade(models.Model):
    _inherit = "crm.grading.grade"

    credit_limit_factor = fields.Float(
        digits=(16, 2), help="The credit limit proposed for customers of this grade is multiplied by it; 0: it plays no part."
    )

    _credit_limit_factor_positive = models.Constraint(
        "CHECK (credit_limit_factor >= 0)", "The factor of a credit limit can't be negative."
    )

    @api.model
    def _service_policy_fields(self):
        return [*super()._service_policy_fields(), "credit_limit_factor"]
