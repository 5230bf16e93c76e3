from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    auto_trade_in_limit = fields.Float(related="company_id.auto_trade_in_limit", readonly=False)
    auto_trade_in_product_id = fields.Many2one(related="company_id.auto_trade_in_product_id", readonly=False)
