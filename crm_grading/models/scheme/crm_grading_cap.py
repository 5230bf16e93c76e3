from odoo import fields, models


class CrmGradingCap(models.Model):
    """Customers who get no grade, or none better than a certain one, whatever their score. Moves nobody else."""

    _name = "crm.grading.cap"
    _description = "Grading Cap"
    _inherit = "crm.grading.scheme.part"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Reason", required=True, translate=True)
    active = fields.Boolean(default=True)
    domain = fields.Char(string="Customers", required=True, default="[]")
    effect = fields.Selection(
        [("not_rated", "Not rated"), ("at_most", "At most")], required=True, default="at_most"
    )
    grade_id = fields.Many2one(
        "crm.grading.grade", ondelete="restrict", domain="[('scheme_id', '=', scheme_id)]", copy=False
    )

    def _frozen_config(self):
        return {
            "id": self.id,
            "name": self.name,
            "domain": self.domain,
            "effect": self.effect,
            "grade_id": self.grade_id.id or None,
        }
