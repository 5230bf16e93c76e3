from odoo import api, fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class CrmGradingGrade(models.Model):
    """A grade of a scheme, its part of the customers, and what customers of this grade get."""

    _name = "crm.grading.grade"
    _description = "Grade"
    _inherit = "crm.grading.scheme.part"
    _kept_by_run = "grade_ids"
    _order = "scheme_id, sequence, id"
    _check_company_auto = True

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10, help="The best grade comes first.")
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    ratio = CheckedInteger(default=1, help="Part of the customers as a whole number: 1, 4, 10, 4, 1 are 5, 20, 50, 20 and 5 %.")
    share = fields.Float(string="Share (%)", compute="_compute_share", digits=(16, 1), help="Part of the rated customers.")
    min_score = CheckedFloat(
        string="Minimum Score", digits=(16, 4), help="Total from which the grade is given when a group is graded by scores."
    )
    color = CheckedInteger()
    payment_term_id = fields.Many2one("account.payment.term", check_company=True, help="Of new orders and invoices.")
    pricelist_id = fields.Many2one("product.pricelist", check_company=True, help="Of new quotations.")
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0", help="Of new deliveries.")

    _code_uniq = models.UniqueIndex("(scheme_id, code)", "The scheme has a grade with this code already.")
    _ratio_positive = models.Constraint("CHECK (ratio >= 0)", "The ratio of a grade can't be negative.")

    @api.depends("ratio", "scheme_id.grade_ids.ratio")
    def _compute_share(self):
        for grade in self:
            total = sum(grade.scheme_id.grade_ids.mapped("ratio")) or grade.ratio
            grade.share = total and 100 * grade.ratio / total

    @api.constrains("ratio")
    def _check_ratio(self):
        self.scheme_id._check_some_ratio()

    def unlink(self):
        schemes = self.scheme_id
        result = super().unlink()
        schemes.exists()._check_some_ratio()
        return result

    def _is_better_than(self, other):
        """Return whether this grade comes before another one of the scheme; of the same sequence the older one does."""
        return (self.sequence, self._origin.id) < (other.sequence, other._origin.id)

    def _frozen_config(self):
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "ratio": self.ratio,
            "min_score": self.min_score,
            "color": self.color,
        }
