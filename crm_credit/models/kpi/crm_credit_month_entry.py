from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

ACCOUNTANT = "account.group_account_invoice"


class CrmCreditMonth(models.Model):
    """The draft entry that brings the allowance in the books to the provision of the month, by an accountant's button."""

    _inherit = "crm.credit.month"

    provision = fields.Monetary(compute="_compute_provision", help="Expected losses at the end of the month.")
    move_id = fields.Many2one(
        "account.move", string="Provision Entry", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"move_id": False}

    def _compute_provision(self):
        groups = self.env["crm.credit.provision"]._read_group([("month_id", "in", self.ids)], ["month_id"], ["provision:sum"])
        amounts = {month.id: amount for month, amount in groups}
        for month in self:
            month.provision = amounts.get(month.id, 0.0)

    def action_create_entry(self):
        """Make a draft entry of the difference between the provision and the allowance in the books. Accountants.

        :raise UserError: accounts or journal are not set, there is an entry already, or nothing to book
        """
        self.ensure_one()
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants make provision entries."))
        self.check_access("read")
        if self.move_id:
            raise UserError(self.env._("%(month)s has a provision entry already: delete it first.", month=self.display_name))
        if not self.figures_on:
            raise UserError(self.env._("Work %(month)s out first.", month=self.display_name))
        move = self.env["account.move"].with_company(self.company_id).create(self._prepare_entry())
        # sudo: accountants need not be able to write the month
        self.sudo()._guarded_write({"move_id": move.id})
        return self.action_view_entry()

    def action_view_entry(self):
        """The provision entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _prepare_entry(self):
        company = self.company_id
        if not (company.provision_journal_id and company.provision_account_id and company.provision_expense_account_id):
            raise UserError(
                self.env._(
                    "Set the journal and the accounts of the provision of %(company)s in the settings.", company=company.name
                )
            )
        amount = company.currency_id.round(self.provision - self._booked_allowance())
        if company.currency_id.is_zero(amount):
            raise UserError(self.env._("The allowance in the books is that of %(month)s already.", month=self.display_name))
        label = self.env._("Expected losses of receivables %(month)s", month=self.display_name)
        sides = ((company.provision_expense_account_id, amount), (company.provision_account_id, -amount))
        return {
            "move_type": "entry",
            "date": self.figures_on,
            "journal_id": company.provision_journal_id.id,
            "ref": label,
            "line_ids": [
                Command.create(
                    {"account_id": account.id, "name": label, "debit": max(balance, 0), "credit": max(-balance, 0)}
                )
                for account, balance in sides
            ],
        }

    def _booked_allowance(self):
        """What the books hold until the end of the month; a credit balance is an allowance."""
        # sudo: the sum of one account, whatever journals the accountant sees
        [(balance,)] = self.env["account.move.line"].sudo()._read_group(
            [
                ("account_id", "=", self.company_id.provision_account_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.figures_on),
            ],
            [],
            ["balance:sum"],
        )
        return -(balance or 0.0)
