from odoo import fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class ResConfigSettings(models.TransientModel):
    """Settings of the customer metrics, kept by the company at the root of the branch tree."""

    _inherit = "res.config.settings"

    grading_sales_basis = fields.Selection(related="company_id.root_id.grading_sales_basis", readonly=False)
    grading_rfm_months = CheckedInteger(related="company_id.root_id.grading_rfm_months", readonly=False)
    grading_abc_a = CheckedFloat(related="company_id.root_id.grading_abc_a", readonly=False)
    grading_abc_b = CheckedFloat(related="company_id.root_id.grading_abc_b", readonly=False)
    grading_tier_top = CheckedInteger(related="company_id.root_id.grading_tier_top", readonly=False)
    grading_tier_high = CheckedInteger(related="company_id.root_id.grading_tier_high", readonly=False)
    grading_tier_middle = CheckedInteger(related="company_id.root_id.grading_tier_middle", readonly=False)
    grading_ratio_retain = CheckedFloat(related="company_id.root_id.grading_ratio_retain", readonly=False)
    grading_ratio_lost = CheckedFloat(related="company_id.root_id.grading_ratio_lost", readonly=False)
    grading_growth = CheckedFloat(related="company_id.root_id.grading_growth", readonly=False)
    grading_won_back_days = CheckedInteger(related="company_id.root_id.grading_won_back_days", readonly=False)
    grading_cycle_default = CheckedInteger(related="company_id.root_id.grading_cycle_default", readonly=False)
    grading_half_life = CheckedInteger(related="company_id.root_id.grading_half_life", readonly=False)
    grading_cross_sell = CheckedFloat(related="company_id.root_id.grading_cross_sell", readonly=False)
    grading_price_low = CheckedFloat(related="company_id.root_id.grading_price_low", readonly=False)
    grading_price_high = CheckedFloat(related="company_id.root_id.grading_price_high", readonly=False)
    grading_decline = CheckedFloat(related="company_id.root_id.grading_decline", readonly=False)
    grading_return_rate = CheckedFloat(related="company_id.root_id.grading_return_rate", readonly=False)
    grading_churn_medium = CheckedInteger(related="company_id.root_id.grading_churn_medium", readonly=False)
    grading_churn_high = CheckedInteger(related="company_id.root_id.grading_churn_high", readonly=False)
