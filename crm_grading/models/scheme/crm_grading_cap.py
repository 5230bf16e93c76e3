from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.checked_fields import CheckedInteger
from .customer_domain import check_customer_domain


class CrmGradingCap(models.Model):
    """Customers who get no grade, or none better than a certain one, whatever their score. Moves nobody else."""

    _name = "crm.grading.cap"
    _description = "Grading Cap"
    _inherit = "crm.grading.scheme.part"
    _kept_by_run = "cap_ids"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    name = fields.Char(string="Reason", required=True, translate=True)
    active = fields.Boolean(default=True)
    domain = fields.Char(string="Customers", required=True, default="[]")
    effect = fields.Selection(
        [("not_rated", "Not rated"), ("at_most", "At most")], required=True, default="at_most"
    )
    grade_id = fields.Many2one(
        "crm.grading.grade", ondelete="restrict", domain="[('scheme_id', '=', scheme_id)]"
    )

    @api.constrains("domain")
    def _check_domain(self):
        for cap in self:
            check_customer_domain(cap, cap.domain)

    @api.constrains("effect", "grade_id", "scheme_id")
    def _check_grade(self):
        for cap in self:
            if cap.effect == "at_most" and cap.grade_id.scheme_id != cap.scheme_id:
                raise ValidationError(
                    self.env._("Cap “%(cap)s”: choose the best grade of this scheme that is allowed.", cap=cap.name)
                )

    def _frozen_config(self):
        return {
            "id": self.id,
            "name": self.name,
            "domain": self.domain,
            "effect": self.effect,
            "grade_id": self.grade_id.id or None,
        }
