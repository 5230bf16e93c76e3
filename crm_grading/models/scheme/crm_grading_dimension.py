from odoo import api, fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class CrmGradingDimension(models.Model):
    _name = "crm.grading.dimension"
    _description = "Grading Dimension"
    _inherit = "crm.grading.scheme.part"
    _kept_by_run = "dimension_ids"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    weight = CheckedFloat(digits=(16, 4), default=1.0, required=True, help="Its share of the sum of all is what counts.")
    share = fields.Float(string="Share (%)", compute="_compute_share", digits=(16, 1), help="Part of the total score.")
    color = CheckedInteger()
    indicator_ids = fields.One2many("crm.grading.indicator", "dimension_id", string="Indicators", copy=True)

    _code_uniq = models.UniqueIndex("(scheme_id, code)", "The scheme has a dimension with this code already.")
    # NaN is larger than any number.
    _weight_positive = models.Constraint(
        "CHECK (weight > 0 AND weight < 1000000000000)", "The weight of a dimension must be more than zero."
    )

    @api.depends("weight", "scheme_id.dimension_ids.weight")
    def _compute_share(self):
        for dimension in self:
            total = sum(dimension.scheme_id.dimension_ids.mapped("weight")) or dimension.weight
            dimension.share = total and 100 * dimension.weight / total

    def _frozen_config(self):
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "weight": self.weight,
            "indicators": [indicator._frozen_config() for indicator in self.indicator_ids._in_order()],
        }
