from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_renewal_days = fields.Integer(related="company_id.telecom_renewal_days", readonly=False)
    telecom_bill_day = fields.Integer(related="company_id.telecom_bill_day", readonly=False)
