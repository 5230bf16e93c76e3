from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    auto_km_a_day = fields.Integer(related="company_id.auto_km_a_day", readonly=False)
    auto_checklist = fields.Boolean(related="company_id.auto_checklist", readonly=False)
    auto_follow_up_days = fields.Integer(related="company_id.auto_follow_up_days", readonly=False)
    auto_maintenance_days = fields.Integer(related="company_id.auto_maintenance_days", readonly=False)
    auto_fleet_size = fields.Integer(related="company_id.auto_fleet_size", readonly=False)
    auto_win_back_months = fields.Integer(related="company_id.auto_win_back_months", readonly=False)
    auto_low_score = fields.Integer(related="company_id.auto_low_score", readonly=False)
