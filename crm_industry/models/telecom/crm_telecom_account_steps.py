from odoo import api, models
from odoo.tools import format_list

from .crm_telecom_account import SUBSCRIPTION_OVER

TRANSITIONS = {
    "suspend": (("active",), "suspended"),
    "resume": (("suspended",), "active"),
    "close": (("active", "suspended"), "closed"),
}
SHOWN = 3


class CrmTelecomAccount(models.Model):
    """Steps of an account. A suspended account suspends its subscriptions; when it is resumed, those that nothing else holds
    are active again."""

    _inherit = "crm.telecom.account"

    _initial_state = "active"
    _reason_kinds = {"suspend": "suspend", "resume": "resume", "close": "close"}
    _reason_needed = frozenset(("suspend", "close"))

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        return [*reasons, *self._closing_reasons()] if verb == "close" else reasons

    def _closing_reasons(self):
        """Return why this account can't be closed yet, a sentence each. Extend by super."""
        self.ensure_one()
        # sudo: what the user can't see stands against it as well
        alive = self.sudo().subscription_ids.filtered(lambda subscription: subscription.state not in SUBSCRIPTION_OVER)
        if not alive:
            return self._unsettled_reasons()
        names = [*alive[:SHOWN].mapped("name"), *(["…"] if len(alive) > SHOWN else [])]
        living = self.env._(
            "%(number)s of its subscriptions are not over yet: %(names)s.",
            number=len(alive),
            names=format_list(self.env, names),
        )
        return [living, *self._unsettled_reasons()]

    def _unsettled_reasons(self):
        """Return what is still to be paid or given back, a sentence each: until then the account is neither closed nor paid in
        another way. Extend by super: open bills, money that is left …
        """
        self.ensure_one()
        return []

    def _step_levels(self):
        return super()._step_levels() | {"account_id": self.id}

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        days = {"suspend": {"suspended_on": day}, "resume": {"suspended_on": False}, "close": {"closed_on": day}}
        return values | days[verb] | {"reason_id": False if verb == "resume" else reason.id}

    def _transition_cascade(self, verb):
        """Subscriptions in use are suspended and resumed with their account."""
        result = super()._transition_cascade(verb)
        if verb not in ("suspend", "resume"):
            return result
        reason = self.env.ref(f"crm_industry.telecom_reason_account_{verb}")
        for account in self:
            # sudo: all of them, not only those that the user sees
            subscriptions = account.sudo().subscription_ids.sudo(self.env.su)
            if verb == "suspend":
                held, step = subscriptions.filtered(lambda each: each.state in ("active", "suspended")), "suspend_two_way"
            else:
                held, step = subscriptions._held_by("account"), "resume"
            if held:
                held._transition(step, reason, account.state_since, account.last_event_id.note, source="cascade")
        return result

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_suspend(self, reason_id=False, date=False, note=False):
        """Suspend accounts and their subscriptions in use, both ways.

        :param int reason_id: a reason of suspensions; without one a window asks for it
        :param date: as of when, today by default; managers may date it back
        :param str note: kept with the event
        :raise AccessError: the user is no telecom agent
        :raise UserError: it is not active
        """
        return self._step_by_user("suspend", reason_id, date, note)

    def action_resume(self, reason_id=False, date=False, note=False):
        """Resume suspended accounts and what was suspended with them. Arguments and errors as in `action_suspend`."""
        return self._step_by_user("resume", reason_id, date, note)

    def action_close(self, reason_id=False, date=False, note=False):
        """Close accounts for good. Arguments and errors as in `action_suspend`.

        :raise UserError: a subscription is not over yet, or something else is open
        """
        return self._step_by_user("close", reason_id, date, note)
