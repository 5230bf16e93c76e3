from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class ResConfigSettings(models.TransientModel):
    """Settings of stock figures and forecast, kept by the company at the root of the branch tree."""

    _inherit = "res.config.settings"

    channel_aged_days = CheckedInteger(related="company_id.root_id.channel_aged_days", readonly=False)
    channel_mover_days = CheckedInteger(related="company_id.root_id.channel_mover_days", readonly=False)
    channel_fast_days = CheckedInteger(related="company_id.root_id.channel_fast_days", readonly=False)
    channel_slow_days = CheckedInteger(related="company_id.root_id.channel_slow_days", readonly=False)
    channel_dead_days = CheckedInteger(related="company_id.root_id.channel_dead_days", readonly=False)
    channel_abc_a = CheckedFloat(related="company_id.root_id.channel_abc_a", readonly=False)
    channel_abc_b = CheckedFloat(related="company_id.root_id.channel_abc_b", readonly=False)
    channel_forecast_months = CheckedInteger(related="company_id.root_id.channel_forecast_months", readonly=False)
    channel_quotation_probability = CheckedFloat(
        related="company_id.root_id.channel_quotation_probability", readonly=False
    )
