from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_backdate_days = fields.Integer(related="company_id.telecom_backdate_days", readonly=False)
