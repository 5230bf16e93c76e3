from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    channel_territory_customers = fields.Boolean(related="company_id.channel_territory_customers", readonly=False)
    channel_territory_leads = fields.Boolean(related="company_id.channel_territory_leads", readonly=False)
    channel_territory_nightly = fields.Boolean(related="company_id.channel_territory_nightly", readonly=False)
    channel_undo_hours = fields.Integer(related="company_id.channel_undo_hours", readonly=False)
