from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    channel_order_check = fields.Selection(related="company_id.channel_order_check", readonly=False)
    channel_order_region = fields.Selection(related="company_id.channel_order_region", readonly=False)
    channel_notice_days = fields.Integer(related="company_id.channel_notice_days", readonly=False)
    channel_deposit_required = fields.Boolean(related="company_id.channel_deposit_required", readonly=False)
