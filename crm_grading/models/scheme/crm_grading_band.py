from odoo import api, fields, models

from ...tools.checked_fields import CheckedFloat


def frozen_bands(bands):
    """Return [lower or None, upper or None, score] of a table of bands from the lowest band to the highest."""
    bands = bands.sorted(lambda band: (not band.is_lowest, band.lower))
    lowers = [None if band.is_lowest else band.lower for band in bands]
    return [[lower, upper, band.score] for lower, upper, band in zip(lowers, [*lowers[1:], None], bands, strict=True)]


class CrmGradingBand(models.Model):
    """One step of a table of bands: values from ``lower`` on, below the next band, give ``score`` points.

    Only lower bounds are entered, so bands neither leave a gap nor overlap. The one marked as the lowest has none.
    """

    _name = "crm.grading.band"
    _description = "Band of an Indicator"
    _inherit = "crm.grading.scheme.part"
    _order = "indicator_id, is_lowest DESC, lower, id"

    indicator_id = fields.Many2one("crm.grading.indicator", required=True, ondelete="cascade", index=True)
    scheme_id = fields.Many2one(related="indicator_id.scheme_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    is_lowest = fields.Boolean(string="Everything Below", help="This band holds all values below the next one.")
    lower = CheckedFloat(string="From", digits=(16, 4))
    upper = fields.Float(string="Below", digits=(16, 4), compute="_compute_upper")
    is_highest = fields.Boolean(compute="_compute_upper")
    score = CheckedFloat(string="Points", digits=(16, 4))

    _lower_uniq = models.UniqueIndex(
        "(indicator_id, lower) WHERE is_lowest IS NOT TRUE", "Two bands of an indicator can't begin with the same value."
    )
    _lowest_uniq = models.UniqueIndex(
        "(indicator_id) WHERE is_lowest", "Only one band of an indicator can hold everything below the others."
    )
    _score_range = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "The points of a band must lie between 0 and 100.")

    @api.depends("lower", "is_lowest", "indicator_id.band_ids.lower", "indicator_id.band_ids.is_lowest")
    def _compute_upper(self):
        for band in self:
            others = band.indicator_id.band_ids.filtered(lambda other: not other.is_lowest).mapped("lower")
            above = [lower for lower in others if band.is_lowest or lower > band.lower]
            band.upper = min(above, default=0.0)
            band.is_highest = not above

    @api.constrains("is_lowest", "indicator_id")
    def _check_lowest(self):
        self.indicator_id._check_bands()

    def unlink(self):
        indicators = self.indicator_id
        result = super().unlink()
        indicators.exists()._check_bands()
        return result

    def _frozen_bands(self):
        return frozen_bands(self)
