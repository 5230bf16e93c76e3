from dateutil.relativedelta import relativedelta

from odoo import api, models

from ...tools.suspensions import after, strongest
from .crm_telecom_lifecycle_mixin import MANAGER

TRANSITIONS = {
    "submit": (("created",), "pending_active"),
    "activate": (("pending_active",), "active"),
    "cancel": (("created", "pending_active"), "cancelled"),
    "abort": (("pending_active",), "aborted"),
    "suspend_one_way": (("active", "suspended"), "suspended"),
    "suspend_two_way": (("active", "suspended"), "suspended"),
    "ease": (("suspended",), "suspended"),
    "resume": (("suspended",), "active"),
    "give_notice": (("active", "suspended"), "pending_terminate"),
    "withdraw_notice": (("pending_terminate",), "active"),
    "terminate": (("pending_terminate",), "terminated"),
}
SUSPENDING = ("suspend_one_way", "suspend_two_way", "ease", "resume")
ENDING = ("cancel", "abort", "terminate")
DAYS = {
    "submit": "submitted_on",
    "activate": "activated_on",
    "give_notice": "notice_on",
    "cancel": "terminated_on",
    "abort": "terminated_on",
    "terminate": "terminated_on",
}


class CrmTelecomSubscription(models.Model):
    """Steps of a subscription; its services follow.

    Suspensions are kept by cause: resumed is what the cause stopped, and the subscription is active again when no cause is left.
    """

    _inherit = "crm.telecom.subscription"

    _initial_state = "created"
    _reason_kinds = {
        "cancel": "cancel",
        "abort": "cancel",
        "suspend_one_way": "suspend",
        "suspend_two_way": "suspend",
        "ease": "resume",
        "resume": "resume",
        "give_notice": "terminate",
        "terminate": "terminate",
    }
    _reason_needed = frozenset(("cancel", "abort", "suspend_one_way", "suspend_two_way", "give_notice"))

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_locks(self, verb):
        """Whether it may begin depends on the account, which may be suspended or closed at the same time."""
        locks = super()._transition_locks(verb)
        return locks | self.account_id._own_locks()

    def _step_levels(self):
        return super()._step_levels() | {"account_id": self.account_id.id, "subscription_id": self.id}

    # -- what stands against it ----------------------------------------------------------------------------------------

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb in ("submit", "activate"):
            if self.account_id.state != "active":
                reasons.append(self.env._("The account %(account)s is not active.", account=self.account_id.name))
            if not self.service_ids.filtered(lambda service: service.state != "terminated"):
                reasons.append(self.env._("It has no service: add one."))
        if verb == "withdraw_notice" and self.account_id.state != "active" and "account" not in self._holds():
            reasons.append(self.env._("The account %(account)s is not active.", account=self.account_id.name))
        return reasons

    def _reason_reasons(self, verb, reason):
        reasons = super()._reason_reasons(verb, reason)
        if reasons or verb not in SUSPENDING:
            return reasons
        cause, holds = self._cause_of(reason), self._holds()
        if not cause:
            return [self.env._("It is suspended for several causes: give the reason that says which one is over.")]
        if after(holds, verb, cause) is None:
            label = dict(self._selection_suspension_cause())[cause]
            if verb in ("ease", "resume"):
                return [self.env._("There is no such suspension for the cause “%(cause)s”.", cause=label)]
            return [self.env._("It is suspended for the cause “%(cause)s” already.", cause=label)]
        if verb in ("ease", "resume") and self._held_by_managers(cause):
            return [self.env._("Telecom managers suspended it: only they lift that.")]
        if cause == "account" and (verb == "resume") != (self.account_id.state == "active"):
            return [self.env._("Suspend or resume its account %(account)s instead.", account=self.account_id.name)]
        return []

    def _hold_rows(self):
        """Return the suspensions in force, the first one first."""
        self.ensure_one()
        # sudo: who may take the step need not read them
        return self.sudo().suspension_ids.filtered(lambda row: not row.date_to).sorted("id")

    def _holds(self):
        """Return {cause: level} of the suspensions in force."""
        return {row.cause: row.level for row in self._hold_rows()}

    def _held_by_managers(self, cause):
        """Return whether the user may not lift what holds for this cause, as managers alone give its reason."""
        rows = self._hold_rows().filtered(lambda row: row.cause == cause and row.reason_id.manager_only)
        return bool(rows) and not self.env.su and not self.env.user.has_group(MANAGER)

    def _held_by(self, cause):
        """Return those of these subscriptions that are suspended for a cause."""
        return self.filtered(lambda subscription: subscription.state == "suspended" and cause in subscription._holds())

    def _cause_of(self, reason):
        """Return the cause that a reason stands for: without one the only cause of the suspension, False if there are several."""
        holds = self._holds()
        return reason.cause or (len(holds) == 1 and next(iter(holds)))

    # -- what it does --------------------------------------------------------------------------------------------------

    def _asks_reason(self, verb):
        """Of several suspensions it has to be said which one is lifted."""
        several = verb in ("ease", "resume") and any(len(subscription._hold_rows()) > 1 for subscription in self)
        return super()._asks_reason(verb) or several

    def _holds_after(self, verb, reason):
        return after(self._holds(), verb, self._cause_of(reason)) if verb in SUSPENDING else self._holds()

    def _transition_target(self, verb, reason):
        """What is still held for another cause stays suspended."""
        target = super()._transition_target(verb, reason)
        return "suspended" if target == "active" and self._holds_after(verb, reason) else target

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb in DAYS:
            values[DAYS[verb]] = day
        if verb in ENDING or verb in SUSPENDING:
            values |= self._suspension_values(verb, reason, day)
        if verb == "activate":
            values |= self._commitment_values(day)
        if verb == "withdraw_notice":
            values |= {"notice_on": False, "reason_id": False}
        elif reason and verb not in ("ease", "resume"):
            values["reason_id"] = reason.id
        return values

    def _suspension_values(self, verb, reason, day):
        holds = {} if verb in ENDING else self._holds_after(verb, reason)
        level, cause = strongest(holds)
        values = {"suspension": level, "suspension_cause": cause, "suspended_on": (self.suspended_on or day) if holds else False}
        return values | ({"reason_id": False} if verb == "resume" and not holds else {})

    def _commitment_values(self, day):
        months = self.offering_id.sudo().commitment_months
        if not months or self.commitment_to:
            return {}
        return {"commitment_from": day, "commitment_to": day + relativedelta(months=months, days=-1)}

    def _transition_cascade(self, verb):
        """Keep the books of the suspensions, and make the services follow."""
        result = super()._transition_cascade(verb)
        self._book_suspensions(verb)
        self.service_ids._follow_subscription(verb)
        if verb == "withdraw_notice":
            self._resume_with_account()
        return result

    def _resume_with_account(self):
        """Lift suspensions with an account that was resumed while these subscriptions were being terminated."""
        for subscription in self._held_by("account").filtered(lambda each: each.account_id.state == "active"):
            reason = self.env.ref("crm_industry.telecom_reason_account_resume")
            subscription._transition("resume", reason, subscription.state_since, source="cascade")

    def _book_suspensions(self, verb):
        """Write rows for what the last step has begun, and end those of what it has lifted."""
        # sudo: suspensions are written by steps alone
        rows = self.env["crm.telecom.suspension"].sudo()
        begun = []
        for subscription in self.sudo():
            event = subscription.last_event_id
            held = subscription._hold_rows()
            if verb in SUSPENDING:
                cause = subscription._cause_of(event.reason_id)
                level = after(subscription._holds(), verb, cause).get(cause)
                held = held.filtered(lambda row, cause=cause: row.cause == cause)
                values = {"subscription_id": subscription.id, "reason_id": event.reason_id.id, "date_from": event.effective_date}
                begun += [values | {"cause": cause, "level": level}] if level else []
            if held and (verb in SUSPENDING or verb in ENDING):
                held._guarded_write({"date_to": event.effective_date})
        self.env.flush_all()
        rows._guarded_create(begun)
