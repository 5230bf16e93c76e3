from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    channel_portal_order = fields.Selection(related="company_id.channel_portal_order", readonly=False)
    channel_portal_stock = fields.Selection(related="company_id.channel_portal_stock", readonly=False)
