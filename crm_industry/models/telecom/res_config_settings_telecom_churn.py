from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_churn_medium = fields.Integer(related="company_id.telecom_churn_medium", readonly=False)
    telecom_churn_high = fields.Integer(related="company_id.telecom_churn_high", readonly=False)
