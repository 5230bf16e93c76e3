from odoo import api, fields, models


class ResCompany(models.Model):
    """Settings of credit figures and provision. Of the company at the root of a branch tree."""

    _inherit = "res.company"

    credit_cash_days = fields.Integer(
        string="Cash Within (Days)",
        help="An invoice paid so many days after its date still counts as paid at once; 0: on its date.",
    )
    bad_debt_account_ids = fields.Many2many(
        "account.account",
        "res_company_bad_debt_account_rel",
        "company_id",
        "account_id",
        string="Bad Debt Accounts",
        help="Receivables matched with entries on these accounts count as written off. Empty: all expense accounts, but not those"
        " of exchange differences and cash discounts.",
    )

    _credit_cash_days_in_range = models.Constraint(
        "CHECK (credit_cash_days BETWEEN 0 AND 365)", "Cash is what is paid within 0 to 365 days."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.credit.provision.rate"]._add_template(companies.filtered(lambda company: not company.parent_id))
        return companies

    def _bad_debt_accounts(self):
        """Return the accounts that lost receivables are booked on."""
        company = self.sudo().root_id
        if company.bad_debt_account_ids:
            return company.bad_debt_account_ids
        branches = self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        accounts = self.env["account.account"].sudo().search(
            [
                ("company_ids", "in", branches.ids),
                ("account_type", "in", ("expense", "expense_direct_cost", "expense_other")),
            ]
        )
        other = branches.mapped("income_currency_exchange_account_id")
        other |= branches.mapped("expense_currency_exchange_account_id")
        other |= branches.mapped("account_journal_early_pay_discount_loss_account_id")
        other |= branches.mapped("account_journal_early_pay_discount_gain_account_id")
        return accounts - other
