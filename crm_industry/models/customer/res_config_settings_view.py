from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_view_margin = fields.Selection(related="company_id.customer_view_margin", readonly=False)
