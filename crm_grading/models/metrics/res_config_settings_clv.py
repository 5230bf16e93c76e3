from odoo import api, fields, models

from ...tools import clv
from ...tools.checked_fields import CheckedFloat, CheckedInteger


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grading_clv_available = fields.Boolean(compute="_compute_grading_clv_available")
    grading_clv_discount = CheckedFloat(related="company_id.grading_clv_discount", readonly=False)
    grading_clv_min_customers = CheckedInteger(related="company_id.grading_clv_min_customers", readonly=False)

    @api.depends("company_id")
    def _compute_grading_clv_available(self):
        self.grading_clv_available = clv.available()
