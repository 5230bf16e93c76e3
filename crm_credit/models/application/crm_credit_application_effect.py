from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .crm_credit_application import FILE_READERS


class CrmCreditApplication(models.Model):
    """What an approved application does: to the account, its log and history, the payment terms, and the next review."""

    _inherit = "crm.credit.application"

    temporary_limit_id = fields.Many2one(
        "crm.credit.temporary.limit", readonly=True, copy=False, ondelete="set null", groups=FILE_READERS
    )

    def _assessed_fields(self):
        return super()._assessed_fields() | {"temporary_limit_id"}

    def _approval_apply(self):
        result = super()._approval_apply()
        for application in self.sudo():
            account = application._get_account(create=True)
            application._check_unchanged(account)
            before = account._credit_text()
            if application.kind == "temporary":
                application._apply_temporary(account)
            else:
                application._apply_standing(account)
            application._log_on_account(account, before)
        self._tell_decision()
        return result

    def _check_unchanged(self, account):
        """:raise UserError: the credit is not the one that the approvers were shown, or the days are over

        The company's default may have moved meanwhile, too, so that an increase is none any more.
        """
        self._check_decided_direction()
        amount_moved = account.limit_mode == "limited" and account.limit_amount != self.seen_amount
        if account.limit_mode != self.seen_mode or amount_moved:
            raise UserError(self._changed_text())
        if self.kind == "temporary" and self.date_to < self.company_id._business_today():
            raise UserError(
                self.env._(
                    "%(application)s: its last day, %(day)s, is over.",
                    application=self.display_name,
                    day=format_date(self.env, self.date_to),
                )
            )

    def _changed_text(self):
        return self.env._(
            "%(application)s: the credit of the customer has changed since it was assessed. Assess it again.",
            application=self.display_name,
        )

    def _apply_temporary(self, account):
        limit = account._give_temporary_limit(
            self.decided_amount,
            self.date_from,
            self.date_to,
            self._get_reason(),
            application_id=self.id,
        )
        limit.sudo().application_id = self
        self._guarded_write({"temporary_limit_id": limit.id})

    def _apply_standing(self, account):
        vals = {"limit_mode": self.decided_mode, "limit_amount": self.decided_amount if self.decided_mode == "limited" else 0.0}
        if self.decided_class_id:
            vals["class_id"] = self.decided_class_id.id
        account._set_credit(vals, "application", reason=self._get_reason(), application_id=self.id)
        if self.decided_term_id:
            self.partner_id.with_company(self.company_id).property_payment_term_id = self.decided_term_id
        account._set_reviewed()

    def _get_reason(self):
        """Why the credit is as it is from now on, in a line."""
        return self.env._("%(application)s: %(reason)s", application=self.name, reason=" ".join(self.reason.split()))

    def _log_on_account(self, account, before):
        approvers = ", ".join(self._get_votes().user_id.mapped("name"))
        account.message_post(
            body=self.env._(
                "%(application)s, approved by %(approvers)s. Credit before: %(before)s, now: %(after)s. %(outcome)s. %(reason)s",
                application=self.display_name,
                approvers=approvers,
                before=before,
                after=account._credit_text(),
                outcome=self.outcome,
                reason=self.reason,
            ),
            author_id=self.env.user.partner_id.id,
        )
