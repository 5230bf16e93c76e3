from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    visit_position_required = fields.Boolean(related="company_id.visit_position_required", readonly=False)
    visit_missed_days = fields.Integer(related="company_id.visit_missed_days", readonly=False)
    visit_plan_days = fields.Integer(related="company_id.visit_plan_days", readonly=False)
