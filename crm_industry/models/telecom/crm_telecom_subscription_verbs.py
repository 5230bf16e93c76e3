from odoo import models


class CrmTelecomSubscription(models.Model):
    """The verbs that users and other systems call; the rules are those of the steps.

    All take a reason (an id of `crm.telecom.reason`; where one is needed and none is given a window asks for it), a day as of
    which the step holds (today by default; telecom managers may date it back) and a note, kept with the event. All raise
    AccessError for who is no telecom agent, and UserError where the state or something else stands against the step.
    """

    _inherit = "crm.telecom.subscription"

    def action_submit(self, reason_id=False, date=False, note=False):
        """Have created subscriptions activated."""
        return self._step_by_user("submit", reason_id, date, note)

    def action_activate(self, reason_id=False, date=False, note=False):
        """Subscriptions that were being activated work."""
        return self._step_by_user("activate", reason_id, date, note)

    def action_cancel(self, reason_id=False, date=False, note=False):
        """The customer does not want them any more, before they were activated."""
        return self._step_by_user("cancel", reason_id, date, note)

    def action_abort(self, reason_id=False, date=False, note=False):
        """The activation failed for good."""
        return self._step_by_user("abort", reason_id, date, note)

    def action_suspend_one_way(self, reason_id=False, date=False, note=False):
        """Nothing goes out any more."""
        return self._step_by_user("suspend_one_way", reason_id, date, note)

    def action_suspend_two_way(self, reason_id=False, date=False, note=False):
        """Nothing goes out or comes in any more; raises a one-way suspension for the same cause."""
        return self._step_by_user("suspend_two_way", reason_id, date, note)

    def action_ease(self, reason_id=False, date=False, note=False):
        """Back from a two-way suspension to a one-way one."""
        return self._step_by_user("ease", reason_id, date, note)

    def action_resume(self, reason_id=False, date=False, note=False):
        """Lift the suspension for a cause; the subscription is active again when no other cause is left."""
        return self._step_by_user("resume", reason_id, date, note)

    def action_give_notice(self, reason_id=False, date=False, note=False):
        """Have subscriptions terminated."""
        return self._step_by_user("give_notice", reason_id, date, note)

    def action_withdraw_notice(self, reason_id=False, date=False, note=False):
        """The customer stays after all: active or suspended as before."""
        return self._step_by_user("withdraw_notice", reason_id, date, note)

    def action_terminate(self, reason_id=False, date=False, note=False):
        """Subscriptions that were being terminated are switched off for good, with their services."""
        return self._step_by_user("terminate", reason_id, date, note)
