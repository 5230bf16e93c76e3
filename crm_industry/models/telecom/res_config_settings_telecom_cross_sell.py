from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_cross_peers = fields.Integer(related="company_id.telecom_cross_peers", readonly=False)
