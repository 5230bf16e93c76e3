from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_export_limit = fields.Integer(related="company_id.customer_export_limit", readonly=False)
