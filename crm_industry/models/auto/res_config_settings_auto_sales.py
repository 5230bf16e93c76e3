from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    auto_deposit_policy = fields.Selection(related="company_id.auto_deposit_policy", readonly=False)
    auto_deposit_percent = fields.Float(related="company_id.auto_deposit_percent", readonly=False)
    auto_aged_days = fields.Integer(related="company_id.auto_aged_days", readonly=False)
