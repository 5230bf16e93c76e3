from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class ResCompany(models.Model):
    """Settings of credit figures and provision. Of the company at the root of a branch tree."""

    _inherit = "res.company"

    credit_cash_days = fields.Integer(
        string="Cash Within (Days)",
        groups="base.group_user",
        help="An invoice paid so many days after its date still counts as paid at once; 0: on its date.",
    )
    bad_debt_account_ids = fields.Many2many(
        "account.account",
        "res_company_bad_debt_account_rel",
        "company_id",
        "account_id",
        string="Bad Debt Accounts",
        groups="base.group_user",
        help="Receivables matched with entries on these accounts count as written off. Empty: all expense accounts, but not those"
        " of exchange differences and cash discounts.",
    )
    credit_review_tolerance = fields.Float(
        string="Limits Fit Within (%)",
        default=20.0,
        groups="base.group_user",
        help="A limit that differs from the formula by more than this percentage is proposed to be adjusted.",
    )
    credit_bad_days = fields.Integer(
        string="Bad After (Days)",
        default=90,
        groups="base.group_user",
        help="A customer has turned bad when it is overdue for more than so many days.",
    )
    credit_bad_amount = CheckedMonetary(
        string="Bad From",
        groups="base.group_user",
        help="Smaller amounts that are overdue or written off make no customer bad.",
    )
    provision_journal_id = fields.Many2one("account.journal", domain="[('type', '=', 'general')]", groups="base.group_user")
    provision_expense_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        help="The change of the expected losses is booked on it.",
    )
    provision_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        help="The allowance for expected losses; used for nothing else.",
    )

    _credit_figures_in_range = models.Constraint(
        "CHECK (credit_cash_days BETWEEN 0 AND 365 AND credit_review_tolerance BETWEEN 0 AND 1000"
        " AND credit_bad_days BETWEEN 0 AND 3650 AND credit_bad_amount >= 0)",
        "Cash is what is paid within 0 to 365 days, limits fit within 0 to 1,000 percent, bad is after 0 to 3,650 days and from"
        " no negative amount.",
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
