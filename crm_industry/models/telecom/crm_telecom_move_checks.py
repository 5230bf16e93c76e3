from odoo import models
from odoo.tools import format_amount, format_date

from ...tools.proration import cycle_of
from .crm_telecom_lifecycle_mixin import MANAGER


class CrmTelecomMove(models.Model):
    """What stands against a move, a sentence each: looked at when it is planned, and again when it is carried out."""

    _inherit = "crm.telecom.move"

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        return [*reasons, *self._move_reasons()] if verb in ("plan", "carry_out") else reasons

    def _move_reasons(self):
        """Return why the subscription can't be moved so. Extend by super."""
        self.ensure_one()
        reasons = [*self._subscription_reasons(), *self._date_reasons()]
        reasons += getattr(self, f"_{self.kind}_reasons")()
        # Without what the move is to there is nothing to work out.
        return reasons or self._broken_reasons()

    def _subscription_reasons(self):
        subscription, reasons = self.subscription_id, []
        if subscription.state not in ("active", "suspended"):
            labels = dict(subscription._fields["state"]._description_selection(self.env))
            reasons.append(
                self.env._(
                    "%(subscription)s is in the state %(state)s: only active and suspended subscriptions are moved.",
                    subscription=subscription.name,
                    state=labels[subscription.state],
                )
            )
        if subscription.account_id.state == "suspended":
            reasons.append(
                self.env._("The account %(account)s is suspended: have it resumed first.", account=subscription.account_id.name)
            )
        if "arrears" in subscription._holds():
            reasons.append(
                self.env._(
                    "%(subscription)s is suspended for arrears: have the bills paid first.", subscription=subscription.name
                )
            )
        # sudo: one of somebody else stands against it, too
        others = self.sudo().search(
            [
                ("subscription_id", "=", subscription.id),
                ("kind", "=", self.kind),
                ("state", "=", "planned"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if others:
            reasons.append(
                self.env._(
                    "%(move)s is planned for %(day)s: cancel it first.",
                    move=others.display_name,
                    day=format_date(self.env, others.date),
                )
            )
        return reasons

    # -- the day -------------------------------------------------------------------------------------------------------

    def _date_reasons(self):
        """Past days are those of the open bill cycle, as of which managers may move and the job carries out what is late."""
        today = self._lifecycle_today()
        if self.date >= today:
            return []
        since = max(self._open_since(account, today) for account in self._moved_accounts())
        if self.date < since:
            return [
                self.env._(
                    "The open bill cycle began on %(day)s: choose that day or a later one.", day=format_date(self.env, since)
                )
            ]
        return self._back_reasons()

    def _back_reasons(self):
        """What stands against a past day of the open bill cycle."""
        if self.subscription_id.state_since and self.date < self.subscription_id.state_since:
            since = format_date(self.env, self.subscription_id.state_since)
            return [self.env._("The last step of the subscription was as of %(day)s: choose that day or a later one.", day=since)]
        if not self.env.su and not self.env.user.has_group(MANAGER):
            return [self.env._("Only telecom managers date moves back: choose today.")]
        return []

    def _moved_accounts(self):
        return self.subscription_id.account_id | self.account_id

    def _open_since(self, account, today):
        """Return the first day of the account's bill cycle that is not billed yet. Extend by super."""
        return cycle_of(account.bill_day, today)[0]

    # -- to what -------------------------------------------------------------------------------------------------------

    def _account_reasons(self):
        """What stands against the new account."""
        account, subscription = self.account_id, self.subscription_id
        if not account:
            return [self.env._("Choose the new account.")]
        owner = self.partner_id if self.kind == "ownership" else subscription.partner_id
        reasons = []
        if self.kind == "account" and account == subscription.account_id:
            reasons.append(self.env._("%(account)s is its account already.", account=account.name))
        if account.partner_id != owner:
            reasons.append(
                self.env._(
                    "%(account)s is not an account of %(owner)s: choose one of theirs.", account=account.name, owner=owner.name
                )
            )
        if account.state != "active":
            reasons.append(
                self.env._("The account %(account)s is closed or suspended: choose an active one.", account=account.name)
            )
        return [*reasons, *self._fit_reasons(account, subscription.offering_id.sudo())]

    def _fit_reasons(self, account, offering):
        """What stands between an account and an offering, or the account of today and the new one."""
        reasons = []
        if account.currency_id != (offering.currency_id or self.currency_id) or account.currency_id != self.currency_id:
            reasons.append(
                self.env._(
                    "The account %(account)s is kept in %(currency)s, the offering or the present account in another currency.",
                    account=account.name,
                    currency=account.currency_id.name,
                )
            )
        if offering.payment_mode and offering.payment_mode != account.payment_mode:
            reasons.append(
                self.env._(
                    "“%(offering)s” is not for accounts that pay like %(account)s.", offering=offering.name, account=account.name
                )
            )
        return reasons

    def _ownership_reasons(self):
        if not self.partner_id:
            return [self.env._("Choose the new owner.")]
        if self.partner_id == self.subscription_id.partner_id:
            return [self.env._("%(owner)s owns it already.", owner=self.partner_id.name)]
        return [*self._account_reasons(), *self._new_owner_reasons()]

    def _new_owner_reasons(self):
        """Return what stands against the new owner, whose identity has to be verified. Extend by super."""
        return []

    def _offering_reasons(self):
        offering, subscription = self.offering_id.sudo(), self.subscription_id
        if not offering:
            return [self.env._("Choose the new offering.")]
        reasons = []
        if offering == subscription.offering_id:
            reasons.append(self.env._("It has “%(offering)s” already: renew it instead.", offering=offering.name))
        if not offering.active:
            reasons.append(self.env._("“%(offering)s” is not sold any more.", offering=offering.name))
        if offering.access_type != subscription.access_type:
            reasons.append(self.env._("“%(offering)s” is for another access.", offering=offering.name))
        return [*reasons, *self._fit_reasons(subscription.account_id, offering)]

    def _renewal_reasons(self):
        return [] if self._new_months() else [self.env._("Say for how many months the customer commits.")]

    # -- the running commitment ----------------------------------------------------------------------------------------

    def _broken_reasons(self):
        """What stands against breaking a commitment with a penalty."""
        penalty = self._broken_penalty()
        if not penalty or self.commitment_choice == "charge":
            return []
        if self.commitment_choice == "take_over" and self.kind == "ownership":
            return []
        if self.commitment_choice == "waive":
            return self._waiver_reasons()
        return [
            self.env._(
                "It is committed until %(day)s, and to break that costs %(amount)s: have the penalty charged, a telecom manager"
                " waive it, or the new owner take the commitment over.",
                day=format_date(self.env, self.subscription_id.commitment_to),
                amount=format_amount(self.env, penalty, self.currency_id),
            )
        ]

    def _waiver_reasons(self):
        if not self.waiver:
            return [self.env._("Say why the penalty is waived.")]
        if not self.waived_by_id and not self.env.su and not self.env.user.has_group(MANAGER):
            return [self.env._("Only telecom managers waive penalties.")]
        return []
