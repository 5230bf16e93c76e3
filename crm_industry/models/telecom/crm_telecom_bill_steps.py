from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .crm_telecom_lifecycle_mixin import MANAGER

TRANSITIONS = {
    "validate": (("new",), "validated"),
    "send": (("validated",), "sent"),
    "hold": (("new", "validated", "sent", "partially_paid"), "on_hold"),
    # The states that these lead to are said by what has been paid.
    "release": (("on_hold",), "validated"),
    "pay": (("validated", "sent", "partially_paid"), "settled"),
    "reopen": (("partially_paid", "settled"), "sent"),
}


class CrmTelecomBill(models.Model):
    """Steps of a bill. In a dispute it is on hold; what is paid decides when it is settled."""

    _inherit = "crm.telecom.bill"

    _initial_state = "new"
    _reason_kinds = {"hold": "hold"}
    _reason_needed = frozenset(("hold",))

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb in ("pay", "reopen") and self._state_by_payments() == self.state:
            reasons = [*reasons, self.env._("What has been paid of it has not changed.")]
        return reasons

    def _transition_target(self, verb, reason):
        if verb in ("release", "pay", "reopen", "validate", "send"):
            return self._state_by_payments(verb)
        return super()._transition_target(verb, reason)

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb == "hold":
            values |= {"held_state": self.state, "reason_id": reason.id}
        elif verb == "release":
            values |= {"held_state": False, "reason_id": False}
        elif verb == "send":
            values |= {"sent_on": day}
        return values

    def _state_by_payments(self, verb=None):
        """The state that a bill is in by what has been paid of it, when it is not on hold."""
        self.ensure_one()
        before = {"validate": "validated", "send": "sent"}.get(verb) or self.held_state or self.state
        if before == "new":
            return "new"
        total, paid = self.amount_total, self.amount_paid
        if self.currency_id.compare_amounts(paid if total >= 0 else -paid, abs(total)) >= 0:
            return "settled"
        if not self.currency_id.is_zero(paid):
            return "partially_paid"
        return ("sent" if self.sent_on else "validated") if before in ("partially_paid", "settled") else before

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "validate":
            self.flush_recordset()
            for company, bills in self.grouped("company_id").items():
                self._bill_usage(company, SQL("SELECT unnest(%s)", bills.ids))
        return result

    def _step_levels(self):
        return super()._step_levels() | {"account_id": self.account_id.id}

    def _wrong_state(self, verb):
        if self.last_event_id:
            return super()._wrong_state(verb)
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(record)s: “%(step)s” is not possible in the state %(state)s, in which it was imported.",
            record=self.display_name,
            step=self._verb_label(verb),
            state=labels[self.state],
        )

    def _settle(self, source="import", note=None):
        """Bring the states of bills in step with what has been paid of them; those new or on hold keep theirs."""
        moved = self.filtered(lambda bill: bill.state not in ("new", "on_hold") and bill._state_by_payments() != bill.state)
        for verb, bills in moved.grouped(lambda bill: bill._settling_verb()).items():
            bills._transition(verb, note=note, source=source)

    def _settling_verb(self):
        """Less paid than the state says leads back, more leads on."""
        if self.state == "settled":
            return "reopen"
        return "pay" if self._state_by_payments() in ("partially_paid", "settled") else "reopen"

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def _check_bill_manager(self):
        """:raise AccessError: the user is no telecom manager"""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers validate and send bills and register payments."))

    def action_validate(self, reason_id=False, date=False, note=False):
        """Validate new bills: they are right, and their usage is billed. Managers.

        :param date: as of when, today by default
        :param str note: kept with the event
        :raise AccessError: the user is no telecom manager
        :raise UserError: it is not new
        """
        self._check_bill_manager()
        return self._step_by_user("validate", reason_id, date, note)

    def action_send(self, reason_id=False, date=False, note=False):
        """Note that validated bills have been sent. Arguments and errors as in `action_validate`."""
        self._check_bill_manager()
        return self._step_by_user("send", reason_id, date, note)

    def action_hold(self, reason_id=False, date=False, note=False):
        """Put bills on hold while they are disputed. Agents.

        :param int reason_id: a reason of disputes; without one a window asks for it
        :raise AccessError: the user is no telecom agent
        :raise UserError: it is settled, or on hold already
        """
        return self._step_by_user("hold", reason_id, date, note)

    def action_release(self, reason_id=False, date=False, note=False):
        """Release bills after a dispute: they are again what they were, or what has been paid meanwhile makes of them. Agents."""
        return self._step_by_user("release", reason_id, date, note)
