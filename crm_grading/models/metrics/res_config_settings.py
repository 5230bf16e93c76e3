from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the customer metrics, kept by the company at the root of the branch tree."""

    _inherit = "res.config.settings"

    grading_sales_basis = fields.Selection(related="company_id.root_id.grading_sales_basis", readonly=False)
    grading_rfm_months = fields.Integer(related="company_id.root_id.grading_rfm_months", readonly=False)
    grading_abc_a = fields.Float(related="company_id.root_id.grading_abc_a", readonly=False)
    grading_abc_b = fields.Float(related="company_id.root_id.grading_abc_b", readonly=False)
    grading_tier_top = fields.Integer(related="company_id.root_id.grading_tier_top", readonly=False)
    grading_tier_high = fields.Integer(related="company_id.root_id.grading_tier_high", readonly=False)
    grading_tier_middle = fields.Integer(related="company_id.root_id.grading_tier_middle", readonly=False)
    grading_ratio_retain = fields.Float(related="company_id.root_id.grading_ratio_retain", readonly=False)
    grading_ratio_lost = fields.Float(related="company_id.root_id.grading_ratio_lost", readonly=False)
    grading_growth = fields.Float(related="company_id.root_id.grading_growth", readonly=False)
    grading_won_back_days = fields.Integer(related="company_id.root_id.grading_won_back_days", readonly=False)
    grading_cycle_default = fields.Integer(related="company_id.root_id.grading_cycle_default", readonly=False)
    grading_half_life = fields.Integer(related="company_id.root_id.grading_half_life", readonly=False)
    grading_cross_sell = fields.Float(related="company_id.root_id.grading_cross_sell", readonly=False)
    grading_price_low = fields.Float(related="company_id.root_id.grading_price_low", readonly=False)
    grading_price_high = fields.Float(related="company_id.root_id.grading_price_high", readonly=False)
    grading_decline = fields.Float(related="company_id.root_id.grading_decline", readonly=False)
    grading_return_rate = fields.Float(related="company_id.root_id.grading_return_rate", readonly=False)
    grading_churn_medium = fields.Integer(related="company_id.root_id.grading_churn_medium", readonly=False)
    grading_churn_high = fields.Integer(related="company_id.root_id.grading_churn_high", readonly=False)
