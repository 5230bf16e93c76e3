from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_limit_by_application = fields.Boolean(related="company_id.credit_limit_by_application", readonly=False)
    credit_skip_disputed = fields.Boolean(related="company_id.credit_skip_disputed", readonly=False)
    credit_expiry_days = fields.Integer(related="company_id.credit_expiry_days", readonly=False)
