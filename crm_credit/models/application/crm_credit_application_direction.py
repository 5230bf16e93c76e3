from odoo import models
from odoo.exceptions import UserError


class CrmCreditApplication(models.Model):
    """An increase raises the present standing credit, a decrease lowers it: when it is asked for and when it is decided."""

    _inherit = "crm.credit.application"

    def _check_requested_direction(self):
        """:raise UserError: what is asked for isn't what the kind says"""
        if not self._goes_its_way(self.requested_mode, self.requested_amount):
            raise UserError(
                self.env._(
                    "%(reason)s Change the credit asked for, or the kind of the application.",
                    reason=self._direction_text(self.requested_mode, self.requested_amount),
                )
            )

    def _check_decided_direction(self):
        """:raise UserError: what is proposed isn't what the kind says"""
        if not self._goes_its_way(self.decided_mode, self.decided_amount):
            raise UserError(
                self.env._(
                    "%(reason)s Change the proposal, or refuse the application.",
                    reason=self._direction_text(self.decided_mode, self.decided_amount),
                )
            )

    def _goes_its_way(self, mode, amount):
        """Whether a credit lies on the side of the present one that the kind says; other kinds go anywhere."""
        self.ensure_one()
        if self.kind not in ("increase", "decrease"):
            return True
        infinite = float("inf")
        present, wanted = (
            {"limited": amount, "prepay": 0.0}.get(mode, infinite)
            for mode, amount in (self._effective_credit(), self._effective_credit(mode, amount))
        )
        if infinite in (present, wanted):
            return wanted > present if self.kind == "increase" else wanted < present
        compared = self.company_id.sudo().currency_id.compare_amounts(wanted, present)
        return compared > 0 if self.kind == "increase" else compared < 0

    def _effective_credit(self, mode=None, amount=0.0):
        """What a standing credit comes to, by default the present one: mode and amount, never the company's default.

        A member of a group without a limit of its own is limited by nothing but the group.

        :rtype: tuple[str, float]
        """
        account = self._get_account()
        if not mode:
            mode, amount = (account.limit_mode, account.limit_amount) if account else ("default", 0.0)
        if mode != "default":
            return mode, amount
        return ("group", 0.0) if account.group_account_id else self.company_id.sudo()._credit_default()

    def _direction_text(self, mode, amount):
        credit = {
            "application": self.display_name,
            "wanted": self._effective_text(mode, amount),
            "present": self._effective_text(),
        }
        if self.kind == "increase":
            return self.env._(
                "%(application)s is an increase, but the credit of %(wanted)s is not more than the present one (%(present)s).",
                **credit,
            )
        return self.env._(
            "%(application)s is a decrease, but the credit of %(wanted)s is not less than the present one (%(present)s).",
            **credit,
        )

    def _effective_text(self, *credit):
        mode, amount = self._effective_credit(*credit)
        if mode == "group":
            return self.env._("the limit of its group")
        return self._credit_text(mode, amount)
