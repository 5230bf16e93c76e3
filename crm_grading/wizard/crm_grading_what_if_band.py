from odoo import fields, models

from ..tools.checked_fields import CheckedFloat


class CrmGradingWhatIfBand(models.TransientModel):
    """As `crm.grading.band`: values from ``lower`` on, below the next band, give ``score`` points."""

    _name = "crm.grading.what.if.band"
    _description = "Band of a Scenario"
    _order = "indicator_id, is_lowest DESC, lower, id"

    indicator_id = fields.Many2one("crm.grading.what.if.indicator", required=True, index=True, ondelete="cascade")
    is_lowest = fields.Boolean(string="Everything Below", help="This band holds all values below the next one.")
    lower = CheckedFloat(string="From", digits=(16, 4))
    score = CheckedFloat(string="Points", digits=(16, 4))
