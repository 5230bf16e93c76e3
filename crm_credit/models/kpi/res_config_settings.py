from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_cash_days = fields.Integer(related="company_id.credit_cash_days", readonly=False)
    bad_debt_account_ids = fields.Many2many(related="company_id.bad_debt_account_ids", readonly=False)
