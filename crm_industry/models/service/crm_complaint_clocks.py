from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text

TERMS = {"type_id", "category_id", "contact_id", "partner_id", "order_id", "line_ids", "received_on"}
ENDS_PAUSE = {"proposed", "approved", "solved", "closed", "reopened", "withdrawn"}
BATCH = 100


class CrmComplaint(models.Model):
    """Deadlines by the events: the clocks run in working hours, and stand still while the customer's information is missing."""

    _inherit = "crm.complaint"

    clock_ids = fields.One2many("crm.complaint.clock", "complaint_id", string="Clocks", readonly=True)
    paused_on = fields.Datetime(
        string="Paused Since", readonly=True, copy=False, help="The customer has been asked for something that is needed."
    )
    deadline = fields.Datetime(
        compute="_compute_deadline", store=True, index="btree_not_null", help="The next one of those that are not met yet."
    )
    is_late = fields.Boolean(string="Overdue", compute="_compute_deadline", store=True, help="One of its deadlines was missed.")

    @api.depends("clock_ids.deadline", "clock_ids.met_on", "clock_ids.stopped_on", "clock_ids.breached")
    def _compute_deadline(self):
        for complaint in self:
            # sudo: the figures are for whoever sees the complaint
            clocks = complaint.sudo().clock_ids
            waiting = clocks.filtered(lambda clock: clock.deadline and not clock.met_on and not clock.stopped_on)
            complaint.deadline = min(waiting.mapped("deadline"), default=False)
            complaint.is_late = any(clocks.mapped("breached"))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"paused_on": False}

    def write(self, vals):
        result = super().write(vals)
        if "received_on" in vals:
            self._received_earlier()
        if vals.keys() & TERMS:
            self.filtered(lambda each: each.state == "new")._recompute_clocks()
        return result

    def _received_earlier(self):
        """Whoever puts the time of receipt right makes the clocks begin earlier, never later."""
        for complaint in self:
            if complaint.received_on < min(complaint.sudo().event_ids.mapped("time")):
                complaint._log_event("received", time=complaint.received_on)

    def _take_policy(self):
        """Other terms, other deadlines."""
        result = super()._take_policy()
        self._recompute_clocks()
        return result

    def _log_event(self, kind, time=None, note=None):
        """Every event moves the clocks; what goes on after a pause ends it."""
        if kind in ENDS_PAUSE:
            self.filtered("paused_on")._resume(time)
        events = super()._log_event(kind, time, note)
        self._recompute_clocks()
        return events

    def _recompute_clocks(self):
        """Work the clocks out from the events, as often as one likes: it gives the same."""
        # sudo: written by the server for whoever did something
        for complaint in self.sudo():
            self.env["crm.complaint.clock"].sudo()._sync(complaint)

    # -- pauses --------------------------------------------------------------------------------------------------------

    def action_pause(self, reason):
        """Stop the clocks of complaints while the customer's information is missing. It ends by itself when the customer writes,
        when something is proposed, and after the days that the company allows.

        :param str reason: what the customer has been asked for
        :raise AccessError: the user is no service agent
        :raise UserError: the customer has not been answered yet, a pause is not possible, or no reason is given
        """
        self._check_agent()
        text = self._reason(reason)
        for complaint in self:
            complaint._check_pause()
            complaint._guarded_write({"paused_on": fields.Datetime.now()})
            complaint._log_event("paused", note=text)
        return True

    def _check_pause(self):
        """:raise UserError: it says why the clocks go on"""
        company = self.company_id.sudo()
        paused = self._this_round(self.event_ids).filtered(lambda event: event.kind == "paused")
        refusal = False
        if self.state != "accepted" or self.paused_on or self._proposed().filtered(lambda each: not each.done_on):
            refusal = self.env._("%(complaint)s: only what is in progress can be paused.", complaint=self.display_name)
        elif "replied" not in self.event_ids.mapped("kind"):
            refusal = self.env._("%(complaint)s: answer the customer first, and ask.", complaint=self.display_name)
        elif len(paused) >= company.complaint_pauses:
            refusal = self.env._(
                "%(complaint)s was paused %(number)s times already.", complaint=self.display_name, number=len(paused)
            )
        if refusal:
            raise UserError(refusal)

    def action_resume(self):
        """The information has come: the clocks go on.

        :raise AccessError: the user is no service agent
        :raise UserError: a complaint is not paused
        """
        self._check_agent()
        if running := self.filtered(lambda complaint: not complaint.paused_on):
            raise UserError(self.env._("%(complaint)s is not paused.", complaint=running[0].display_name))
        self._resume()
        return True

    def _resume(self, time=None):
        for complaint in self:
            moment = max(time or fields.Datetime.now(), complaint.paused_on)
            complaint._guarded_write({"paused_on": False})
            complaint._log_event("resumed", time=moment)

    def action_ask_pause(self):
        """Ask for the reason and pause (button)."""
        return self._ask_reason("pause", self.env._("Waiting for the Customer"))

    # -- first answer --------------------------------------------------------------------------------------------------

    def action_note_reply(self, note=False):
        """The customer has been answered by phone or in person; what is sent from here counts by itself.

        :param str note: what was said
        :raise AccessError: the user is no service agent
        :raise UserError: a complaint is over
        """
        self._check_agent()
        self._check_open()
        text = as_text(self.env, note)
        self._replied(text)
        return True

    def _replied(self, note=None):
        """Write the first answer of a round down."""
        for complaint in self:
            if "replied" not in complaint._this_round(complaint.sudo().event_ids).mapped("kind"):
                complaint._log_event("replied", note=note)

    def action_accept(self):
        result = super().action_accept()
        self.filtered(lambda each: each.company_id.sudo().complaint_accept_replies)._replied()
        return result

    # -- job -----------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_clocks(self):
        """End pauses that have lasted long enough, and tell managers of deadlines that are over."""
        now = fields.Datetime.now()
        for company in self.search([("paused_on", "!=", False)]).company_id:
            limit = timedelta(days=company.complaint_pause_days)
            for complaint in self.search([("company_id", "=", company.id), ("paused_on", "<=", now - limit)]):
                complaint._resume(complaint.paused_on + limit)
        clocks = self.env["crm.complaint.clock"]
        late = [("told", "=", False), ("deadline", "<", now), ("met_on", "=", False), ("stopped_on", "=", False)]
        found = clocks.search(late, limit=BATCH, order="deadline, id")
        found._tell_late()
        self.env["ir.cron"]._commit_progress(len(found), remaining=clocks.search_count(late))
