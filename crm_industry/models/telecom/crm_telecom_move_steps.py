from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

TRANSITIONS = {
    "plan": (("draft",), "planned"),
    "carry_out": (("planned",), "done"),
    "refuse": (("draft", "planned"), "refused"),
    "cancel": (("draft", "planned"), "cancelled"),
}
# What the subscription is said to have done.
VERBS = {"ownership": "transfer", "account": "change_account", "offering": "change_offering", "renewal": "renew"}


class CrmTelecomMove(models.Model):
    """Steps of a move. What is planned as of a day that has come is carried out: at once, or by the daily job."""

    _inherit = "crm.telecom.move"

    _initial_state = "draft"

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_locks(self, verb):
        """A move decides about its subscription and both accounts."""
        subscriptions, accounts = self.subscription_id, self.subscription_id.account_id | self.account_id
        locks = super()._transition_locks(verb)
        return locks | subscriptions._own_locks() | accounts._own_locks()

    def _step_levels(self):
        subscription = self.subscription_id
        return super()._step_levels() | {"account_id": subscription.account_id.id, "subscription_id": subscription.id}

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "carry_out" and self.date > self._lifecycle_today():
            day = format_date(self.env, self.date)
            reasons.append(self.env._("It is planned for %(day)s: cancel it and plan another one as of today.", day=day))
        return reasons

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb == "plan" and self.commitment_choice == "waive" and self._broken_penalty():
            values["waived_by_id"] = self.env.uid
        if verb == "carry_out":
            subscription = self.subscription_id
            values |= {
                "old_partner_id": subscription.partner_id.id,
                "old_account_id": subscription.account_id.id,
                "old_offering_id": subscription.offering_id.id,
                "old_monthly_fee": subscription.monthly_fee,
                "old_commitment_to": subscription.commitment_to,
            }
        return values

    def _transition_cascade(self, verb):
        result = super()._transition_cascade(verb)
        if verb == "carry_out":
            for move in self:
                move._move_subscription()
        return result

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "plan":
            for move in self.filtered(lambda each: each.date <= each._lifecycle_today()):
                move._transition("carry_out", source=move.last_event_id.source)
        return result

    def _move_subscription(self):
        """Give the subscription its new terms, charge what that costs, and log it."""
        self.ensure_one()
        subscription, offering = self.subscription_id, self.subscription_id.offering_id
        charges = self._prorated_charges()
        if self.commitment_choice == "charge" and (penalty := self._broken_penalty()):
            charges.append(subscription._prepare_penalty(penalty, self.date))
        self.env["crm.telecom.charge"]._keep_charges([charge | {"move_id": self.id} for charge in charges])
        step = subscription._step_values(VERBS[self.kind], self.date)
        step |= {"state_to": subscription.state, "note": self.name, "source": self.last_event_id.source}
        since = max(self.date, subscription.state_since or self.date)
        subscription._keep_steps([step], [self._new_terms() | {"state_since": since}])
        if self.kind == "offering":
            self._move_services(offering, self.offering_id)
        subscription._transitioned(VERBS[self.kind])

    # -- the daily job -------------------------------------------------------------------------------------------------

    @api.model
    def _cron_telecom_moves(self):
        """Carry out the moves whose day has come; those that something stands against now are refused."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        planned = self.search(Domain("state", "=", "planned") & Domain("date", "<=", tomorrow), order="date, id")
        due = planned.filtered(lambda move: move.date <= move._lifecycle_today())
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for move in due:
            move._carry_out_due()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _carry_out_due(self):
        """Carry a planned move out as of its day, or of the earliest later one that is possible still."""
        subscription, today = self.subscription_id, self._lifecycle_today()
        since = [self._open_since(account, today) for account in self._moved_accounts()]
        day = max(self.date, *since, subscription.state_since or self.date) if self.date < today else self.date
        try:
            with self.env.cr.savepoint():
                self._guarded_write({"date": day})
                self._transition("carry_out", source="job")
        except UserError as error:
            self._refuse_move(str(error), "job")
            self._tell_refused()

    def _tell_refused(self):
        """Let the one who made the move know that the job could not carry it out."""
        user = self.create_uid.filtered(lambda each: each.active and not each.share)
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=self.env._("Move refused"), note=self.refusal
            )

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_plan(self):
        """Plan drafted moves; those as of today or an earlier day are carried out at once. Telecom agents.

        :raise AccessError: the user is no telecom agent
        :raise UserError: something stands against one of them
        """
        return self._step_by_user("plan")

    def action_carry_out(self):
        """Carry out planned moves whose day has come. Arguments and errors as of `action_plan`."""
        return self._step_by_user("carry_out")

    def action_cancel(self):
        """The customer does not want the moves any more. Errors as of `action_plan`.

        :raise UserError: one of them is done, refused or cancelled
        """
        return self._step_by_user("cancel")

    def action_refuse(self, reason=False):
        """Refuse moves that are not done.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is no telecom agent
        :raise UserError: one of them is done, refused or cancelled
        """
        check_ids(self)
        self._check_telecom_agent()
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._ask_refusal()
        self._refuse_move(reason)
        return True

    def _refuse_move(self, reason, source="user"):
        self._transition("refuse", note=reason, source=source)
        for move in self:
            move._guarded_write({"refusal": reason})

    def _ask_refusal(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "crm.telecom.statement",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": self.ids},
        }
