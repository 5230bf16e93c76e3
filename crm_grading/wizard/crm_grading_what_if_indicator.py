from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.scheme.crm_grading_band import frozen_bands
from ..tools.checked_fields import CheckedFloat, CheckedSelection
from ..tools.like_selection import like

INDICATOR = "crm.grading.indicator"
SAME = ("weight", "direction", "normalisation", "nulls")


class CrmGradingWhatIfIndicator(models.TransientModel):
    _name = "crm.grading.what.if.indicator"
    _description = "Indicator of a Scenario"

    what_if_id = fields.Many2one("crm.grading.what.if", required=True, readonly=True, index=True, ondelete="cascade")
    part_id = fields.Integer(readonly=True)
    dimension_part_id = fields.Integer(readonly=True)
    dimension_name = fields.Char(string="Dimension", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    weight = CheckedFloat(digits=(16, 4), required=True, help="Its share inside the dimension is what counts.")
    total_share = fields.Float(
        string="Of Total (%)", compute="_compute_total_share", digits=(16, 2), help="Most points it can add to the total of 100."
    )
    direction = CheckedSelection(like(INDICATOR, "direction"), required=True)
    normalisation = CheckedSelection(like(INDICATOR, "normalisation"), string="Becomes a Score by", required=True)
    target = CheckedFloat(digits=(16, 4), help="The value that gives 100 points.")
    band_ids = fields.One2many("crm.grading.what.if.band", "indicator_id", string="Bands")
    capped = fields.Boolean(string="Limit Values", help="Values beyond the limits count like the limits.")
    cap_low = CheckedFloat(string="Lowest", digits=(16, 4))
    cap_high = CheckedFloat(string="Highest", digits=(16, 4))
    nulls = CheckedSelection(like(INDICATOR, "nulls"), string="Without a Value", required=True)

    @api.depends(
        "weight", "what_if_id.indicator_ids.weight", "what_if_id.dimension_ids.weight", "what_if_id.dimension_ids.share"
    )
    def _compute_total_share(self):
        for indicator in self:
            scenario = indicator.what_if_id
            own = indicator.dimension_part_id
            siblings = scenario.indicator_ids.filtered(lambda other, own=own: other.dimension_part_id == own)
            dimension = scenario.dimension_ids.filtered(lambda dimension, own=own: dimension.part_id == own)
            total = sum(siblings.mapped("weight")) or indicator.weight
            indicator.total_share = total and dimension.share * indicator.weight / total

    def _prepare_from(self, part):
        limited = part["cap_low"] is not None
        return {name: part[name] for name in ("code", "name", *SAME)} | {
            "part_id": part["id"],
            "dimension_part_id": part["dimension_id"],
            "dimension_name": part["dimension"],
            "target": part["target"] or 0.0,
            "capped": limited,
            "cap_low": part["cap_low"] or 0.0,
            "cap_high": part["cap_high"] or 0.0,
            "band_ids": [
                Command.create({"is_lowest": lower is None, "lower": lower or 0.0, "score": score})
                for lower, _upper, score in part["bands"]
            ],
        }

    def _prepare_config(self):
        """:raise UserError: its target, bands or limits make no sense"""
        if problem := self._problem():
            raise UserError(self.env._("Indicator “%(indicator)s”: %(problem)s", indicator=self.name, problem=problem))
        return {name: self[name] for name in SAME} | {
            "target": self.target if self.normalisation == "target" else None,
            "bands": frozen_bands(self.band_ids) if self.normalisation == "bands" else [],
            "cap_low": self.cap_low if self.capped else None,
            "cap_high": self.cap_high if self.capped else None,
        }

    def _problem(self):
        if self.weight <= 0:
            return self.env._("its weight must be above zero.")
        if self.normalisation == "target" and self.target <= 0:
            return self.env._("its target must be above zero.")
        if self.normalisation == "bands" and len(self.band_ids.filtered("is_lowest")) != 1:
            return self.env._("its bands need one, and only one, that is marked as “everything below”.")
        if self.capped and self.cap_low >= self.cap_high:
            return self.env._("the lowest value must be below the highest.")
        return None
