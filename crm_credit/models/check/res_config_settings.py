from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_check_delivery = fields.Selection(related="company_id.credit_check_delivery", readonly=False)
    credit_check_invoice = fields.Selection(related="company_id.credit_check_invoice", readonly=False)
    credit_auto_confirm = fields.Boolean(related="company_id.credit_auto_confirm", readonly=False)
