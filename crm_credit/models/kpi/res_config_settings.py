from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_cash_days = fields.Integer(related="company_id.credit_cash_days", readonly=False)
    bad_debt_account_ids = fields.Many2many(related="company_id.bad_debt_account_ids", readonly=False)
    credit_review_tolerance = fields.Float(related="company_id.credit_review_tolerance", readonly=False)
    credit_bad_days = fields.Integer(related="company_id.credit_bad_days", readonly=False)
    credit_bad_amount = fields.Monetary(related="company_id.credit_bad_amount", readonly=False)
    provision_journal_id = fields.Many2one(related="company_id.provision_journal_id", readonly=False)
    provision_expense_account_id = fields.Many2one(related="company_id.provision_expense_account_id", readonly=False)
    provision_account_id = fields.Many2one(related="company_id.provision_account_id", readonly=False)
