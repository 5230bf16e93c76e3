from odoo import api, fields, models

from ..tools.checked_fields import CheckedFloat


class CrmGradingWhatIfDimension(models.TransientModel):
    _name = "crm.grading.what.if.dimension"
    _description = "Dimension of a Scenario"

    what_if_id = fields.Many2one("crm.grading.what.if", required=True, readonly=True, index=True, ondelete="cascade")
    part_id = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    weight = CheckedFloat(digits=(16, 4), required=True, help="Its share of the sum of all is what counts.")
    share = fields.Float(string="Share (%)", compute="_compute_share", digits=(16, 1), help="Part of the total score.")

    @api.depends("weight", "what_if_id.dimension_ids.weight")
    def _compute_share(self):
        for dimension in self:
            total = sum(dimension.what_if_id.dimension_ids.mapped("weight")) or dimension.weight
            dimension.share = total and 100 * dimension.weight / total

    def _prepare_from(self, part):
        return {"part_id": part["id"]} | {key: part[key] for key in ("code", "name", "weight")}

    def _prepare_config(self):
        return {"weight": self.weight}
