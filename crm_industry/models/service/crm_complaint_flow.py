from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

GIVEN_UP = ("refused", "cancelled")


class CrmComplaint(models.Model):
    """From receipt to the customer's last word."""

    _inherit = "crm.complaint"

    # -- the facts decide ----------------------------------------------------------------------------------------------

    def _state_of_facts(self):
        """Return the state that the facts of the present round give."""
        self.ensure_one()
        if self.withdrawn_on:
            return "withdrawn"
        if self.closed_on:
            return "closed"
        if not self.accepted_on:
            return "new"
        alive = self._this_round(self.resolution_ids).filtered(lambda each: each.approval_state not in GIVEN_UP)
        if not alive or "draft" in alive.mapped("approval_state"):
            return "accepted"
        if "submitted" in alive.mapped("approval_state"):
            return "approval"
        return "executing" if alive.filtered(lambda each: not each.done_on) else "confirming"

    def _advance(self):
        """Bring the states in step with the facts; whoever changes a fact calls this."""
        for complaint in self:
            state = complaint._state_of_facts()
            if state != complaint.state:
                complaint._guarded_write({"state": state})

    def _open_reasons(self):
        """Return why this complaint can't be closed yet, one sentence each. Extend by super."""
        self.ensure_one()
        if self.state in ("new", "accepted"):
            return [self.env._("Nothing has been decided for the customer yet.")]
        if self.state == "approval":
            return [self.env._("A resolution waits for approval.")]
        if self.state == "executing":
            return [self.env._("A resolution is not done yet.")]
        return []

    def _log_event(self, kind, time=None, note=None):
        """Write down what happened, by default now and by the user."""
        events = self.env["crm.complaint.event"].sudo()
        return events._guarded_create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "time": time or fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "round": complaint.round,
                    "note": note or False,
                }
                for complaint in self
            ]
        )

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_accept(self):
        """Take complaints on: whoever does handles those that nobody handles yet.

        :raise AccessError: the user is no service agent
        :raise UserError: one is accepted already, or its customer is not known
        """
        self._check_agent()
        for complaint in self:
            if complaint.state != "new":
                raise UserError(self.env._("%(complaint)s is accepted already.", complaint=complaint.display_name))
            if not complaint.partner_id:
                raise UserError(
                    self.env._("%(complaint)s: find out who the customer is first.", complaint=complaint.display_name)
                )
            complaint.user_id = complaint.user_id or self.env.user
            complaint._guarded_write({"accepted_on": max(fields.Datetime.now(), complaint.received_on)})
            complaint._take_policy()
            complaint._log_event("accepted")
        self._advance()
        return True

    def action_close(self):
        """Close complaints whose loop is closed.

        :raise AccessError: the user is no service agent
        :raise UserError: it names what is still open
        """
        self._check_agent()
        self._check_open()
        for complaint in self:
            if reasons := complaint._open_reasons():
                raise UserError(
                    self.env._(
                        "%(complaint)s can't be closed. %(reasons)s",
                        complaint=complaint.display_name,
                        reasons=" ".join(reasons),
                    )
                )
        self._close(by=self.env.user)
        return True

    def _close(self, by=None):
        """Close complaints; the caller has made sure that nothing is open.

        :param by: res.users, None when the customer's answer does it
        """
        self._guarded_write({"closed_on": fields.Datetime.now(), "closed_by": by and by.id})
        self._log_event("closed")
        self._advance()

    def action_reopen(self, reason):
        """Begin a new round, since the customer is not satisfied after all.

        :param str reason: what the customer says
        :raise AccessError: the user is no service agent
        :raise UserError: a complaint is not waiting for the customer and not closed, or no reason is given
        """
        self._check_agent()
        text = self._reason(reason)
        if others := self.filtered(lambda complaint: complaint.state not in ("confirming", "closed")):
            raise UserError(self.env._("%(complaint)s is open as it is.", complaint=others[0].display_name))
        self._reopen(text)
        return True

    def _reopen(self, reason):
        """Begin a new round: what was decided and done before no longer counts."""
        for complaint in self:
            complaint._guarded_write({"round": complaint.round + 1, "closed_on": False, "closed_by": False})
        self._log_event("reopened", note=reason)
        self._advance()

    def action_withdraw(self, reason):
        """The customer takes the complaint back, or it stands on record twice. By a service manager, before anything was sent.

        :param str reason: in the customer's words, or the number of the other complaint
        :raise AccessError: the user is no service manager
        :raise UserError: a resolution is being carried out, the complaint is over, or no reason is given
        """
        self._check_service_manager(self.env._("Only service managers withdraw complaints."))
        text = self._reason(reason)
        self._check_open()
        for complaint in self:
            if obstacles := complaint._withdrawal_obstacles():
                raise UserError(
                    self.env._(
                        "%(complaint)s can't be withdrawn. %(reasons)s",
                        complaint=complaint.display_name,
                        reasons=" ".join(obstacles),
                    )
                )
        self._guarded_write({"withdrawn_on": fields.Datetime.now(), "withdrawal_reason": text})
        self._log_event("withdrawn", note=text)
        self._advance()
        return True

    def _withdrawal_obstacles(self):
        """Return why the customer can't take this complaint back any more, one sentence each: in whatever round, something has
        been promised or done. Extend by super."""
        self.ensure_one()
        return [
            self.env._("%(way)s is being solved already: it ends when the customer confirms.", way=resolution.type_id.name)
            for resolution in self.resolution_ids.filtered(lambda each: each.approval_state == "approved")
        ]

    def _proposed(self):
        """Return what is proposed or approved in the present round; drafts beside it don't hide it."""
        return self._this_round(self.resolution_ids).filtered(lambda each: each.approval_state in ("submitted", "approved"))

    def _reason(self, reason):
        text = as_text(self.env, reason).strip()
        if not text:
            raise UserError(self.env._("Give a reason: it stays on record."))
        return text

    def action_ask_reopen(self):
        """Ask for the reason and reopen (button)."""
        return self._ask_reason("reopen", self.env._("Reopen"))

    def action_ask_withdraw(self):
        """Ask for the reason and withdraw (button)."""
        return self._ask_reason("withdraw", self.env._("Withdraw"))

    def _ask_reason(self, verb, title):
        check_ids(self)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.complaint.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verb": verb, "default_complaint_ids": self.ids},
        }
