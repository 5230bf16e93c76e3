from odoo import fields, models
from odoo.exceptions import UserError

from ..account.crm_credit_account import STATUSES


class CrmCreditAccount(models.Model):
    """Release of a customer: its documents pass the check up to an amount until a date."""

    _name = "crm.credit.account"
    _inherit = ["crm.credit.account", "crm.credit.release.rules"]

    credit_release_left = fields.Monetary(
        string="Released, Left",
        compute="_compute_credit_release_left",
        help="Left of the releases of the customer that have not expired.",
    )

    def _compute_credit_release_left(self):
        self.credit_release_left = 0.0
        for company, accounts in self.grouped("company_id").items():
            if company:
                today = company._business_today()
                budgets = self.env["crm.credit.decision"]._budgets(accounts.partner_id, company, today)
                for account in accounts:
                    account.credit_release_left = sum(budget.left for budget in budgets.get(account.partner_id.id, ()))

    def write(self, vals):
        """:raise AccessError: somebody lifts the hold of an own customer, which takes another officer as a release does"""
        own = self._credit_check_own_hold(vals) if "status" in vals else self.browse()
        result = super().write(vals)
        for account in own:
            account.message_post(
                body=self.env._("The hold was lifted by the customer's own salesperson, as the settings allow."),
                subtype_xmlid="mail.mt_note",
            )
        return result

    def _credit_check_own_hold(self, vals):
        """Return the accounts whose hold the values would lift for customers of the user's own, refuse where nobody may.

        :param dict vals: values to write, with a status
        """
        order = [status for status, _label in STATUSES]
        lifted = self.filtered(
            lambda account: account.status in ("hold", "blocked")
            and vals["status"] in order
            and order.index(vals["status"]) < order.index(account.status)
        )
        own = lifted.filtered(lambda account: not self.env.su and account._credit_is_own())
        for account in own:
            account._credit_refuse_own(
                self.env._(
                    "%(customer)s is your own customer: another credit officer has to lift its hold.",
                    customer=account.display_name,
                )
            )
        return own

    def _credit_is_own(self):
        """Whether the user sells to the customer, or to a member of its group, or sold a document of theirs that is held."""
        self.ensure_one()
        customers = (self | self.member_ids).partner_id
        # sudo: whose customers they are, whatever the user may see
        if self.env.user in customers.sudo().user_id:
            return True
        decisions = self.env["crm.credit.decision"].sudo().search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", self.company_id.id),
                ("salesperson_id", "=", self.env.uid),
                ("result", "=", "held"),
            ]
        )
        return any(
            (decision.picking_id or decision.move_id or decision.order_id).credit_state == "held" for decision in decisions
        )

    def _credit_company(self):
        return self.company_id

    def action_open_credit_release(self):
        """Open the release dialog for the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the Customer for an Amount"),
            "res_model": "crm.credit.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_release_credit(self, reason, amount, expiry=None):
        """Let documents of the customer pass the check up to an amount until a date, whatever speaks against them.

        What passes by it uses it up. It never lets documents of the officer who gave it pass, nor a blocked customer's.

        :param str reason: why, kept in the log
        :param float amount: what may pass in all, company currency
        :param expiry: last day on which the release counts, in the company's time zone; by default as the company sets
        :return: True
        :raises AccessError: without the officer group, for the officer's own customer, or above the officer's authority
        :raises UserError: for a blocked customer, a missing reason, or an amount or a day that releases nothing
        """
        self._credit_check_officer()
        self._lock_customers()
        for account in self:
            account._credit_check_not_blocked(account.partner_id, account.company_id)
            own = self.env.user == account.partner_id.sudo().user_id
            if own:
                account._credit_refuse_own(
                    self.env._(
                        "%(customer)s is your own customer: another credit officer has to release it.",
                        customer=account.display_name,
                    )
                )
            values = {
                "event": "release",
                "result": "released",
                "self_released": own,
                "reason": account._credit_clean_reason(reason),
                "release_amount": account._credit_release_amount(amount, 0.0),
                "release_expiry": account._credit_release_expiry(expiry),
            }
            account._credit_log_release(values)
        self._enqueue_recheck()
        return True

    def action_end_credit_release(self, reason=None):
        """End the releases of the customers.

        :raises AccessError: without the officer group
        :raises UserError: when there is none
        """
        self._credit_check_officer()
        self._lock_customers()
        for account in self:
            if account.credit_release_left <= 0:
                raise UserError(self.env._("%(customer)s has no release that counts.", customer=account.display_name))
            reason = reason if isinstance(reason, str) and reason.strip() else self.env._("Release ended")
            account._credit_log_release({"event": "refuse", "result": "refused", "reason": reason})
        return True

    def _credit_log_release(self, values):
        """Log a decision about the customer, with elevated rights since nobody may write the log, and tell the history."""
        decision = self.env["crm.credit.decision"].sudo().create(
            {
                "account_id": self.id,
                "document_name": self.display_name,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self.env.uid,
                **values,
            }
        )
        self.invalidate_recordset(["credit_release_left"])
        if decision.event == "release":
            body = decision._release_text()
        else:
            body = self.env._("Releases ended: %(reason)s", reason=decision.reason)
        self.message_post(body=body, subtype_xmlid="mail.mt_note")
