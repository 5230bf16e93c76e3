from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    auto_policy_days = fields.Integer(related="company_id.auto_policy_days", readonly=False)
