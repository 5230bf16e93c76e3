from odoo import api, fields, models

from .clock_course import course
from .working_spans import Replay, moment_after, running, worked

DERIVED = (
    "complaint_id",
    "kind",
    "round",
    "started_on",
    "target_hours",
    "deadline",
    "met_on",
    "stopped_on",
    "state",
    "used_hours",
    "paused_hours",
    "breached",
    "told",
)


class CrmComplaintClock(models.Model):
    """How long the customer of a complaint waits for the first answer, and for the solution in each round.

    Every figure follows from the events of the complaint and the working hours of its policy, in the time zone of the
    calendar; ``crm.complaint._recompute_clocks`` gives the same at any time. Hours are working hours without pauses.
    """

    _name = "crm.complaint.clock"
    _description = "Clock of a Complaint"
    _inherit = ["crm.guarded.mixin"]
    _order = "complaint_id, round, kind"
    _rec_name = "kind"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection([("reply", "First Answer"), ("resolution", "Solution")], required=True, readonly=True)
    round = fields.Integer(required=True, readonly=True, aggregator=None)
    started_on = fields.Datetime(string="Began", required=True, readonly=True)
    target_hours = fields.Float(string="Hours Allowed", readonly=True, aggregator=None, help="Working hours; 0: no deadline.")
    deadline = fields.Datetime(readonly=True, help="Pauses put it off; unknown as long as one lasts.")
    met_on = fields.Datetime(string="Met", readonly=True)
    stopped_on = fields.Datetime(
        string="Stopped", readonly=True, help="Nothing is waited for any more, though the customer did not get it."
    )
    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused"), ("met", "Met"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
        default="running",
    )
    used_hours = fields.Float(
        string="Hours", readonly=True, aggregator="avg", help="Working hours that it took; 0 while it runs."
    )
    paused_hours = fields.Float(readonly=True, aggregator="avg", help="Working hours of the pauses that are over.")
    breached = fields.Boolean(string="Overdue", readonly=True)
    told = fields.Boolean(readonly=True, help="The manager has been told that it is late.")

    _one_each = models.UniqueIndex("(complaint_id, kind, round)", "A complaint has one such clock in a round.")
    _due = models.Index("(deadline) WHERE NOT told AND met_on IS NULL AND stopped_on IS NULL")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(DERIVED, False) | {"state": "running"}

    @api.model
    def _sync(self, complaint):
        """Bring the clocks of a complaint in step with its events; to be called in sudo."""
        wanted = self._wanted(complaint)
        known = {(clock.kind, clock.round): clock for clock in complaint.clock_ids}
        missing = []
        for key, values in wanted.items():
            if key not in known:
                missing.append(values | {"complaint_id": complaint.id, "kind": key[0], "round": key[1]})
            elif changed := {name: value for name, value in values.items() if known[key][name] != value}:
                known[key]._guarded_write(changed)
        if missing:
            self._guarded_create(missing)

    @api.model
    def _wanted(self, complaint):
        """Return {(kind, round): values} by the events of a complaint."""
        terms = complaint._terms()
        rounds = {}
        for event in self.env["crm.complaint.event"].search([("complaint_id", "=", complaint.id)], order="time, id"):
            rounds.setdefault(event.round, []).append((event.kind, event.time))
        wanted = {}
        for number, events in sorted(rounds.items()):
            spans = Replay(complaint._working_spans(events[0][1]))
            # The customer of a later round is known: it waits for the solution.
            for kind in ("reply", "resolution") if number == 1 else ("resolution",):
                wanted[kind, number] = self._values(course(kind, events), terms[f"{kind}_hours"], spans)
        return wanted

    @api.model
    def _values(self, run, hours, spans):
        """Return the values of a clock.

        :param run: Course
        :param hours: working hours allowed, 0: no deadline
        :param spans: working time since it began
        """
        deadline = moment_after(running(spans, run.pauses), hours) if hours else None
        used = self._hours(worked(running(spans, run.pauses), run.started, run.ended)) if run.ended else 0.0
        paused = sum(self._hours(worked(spans, begin, end)) for begin, end in run.pauses if end)
        is_paused = bool(run.pauses) and run.pauses[-1][1] is None
        running_state = "paused" if is_paused else "running"
        return {
            "started_on": run.started,
            "target_hours": hours,
            "deadline": deadline or False,
            "met_on": run.met or False,
            "stopped_on": run.stopped or False,
            "state": ("met" if run.met else "stopped") if run.ended else running_state,
            "used_hours": used,
            "paused_hours": paused,
            "breached": bool(deadline) and (run.ended or fields.Datetime.now()) > deadline,
        }

    @api.model
    def _hours(self, time):
        return round(time.total_seconds() / 3600, 6)

    def _tell_late(self):
        """Write down that the deadlines are over and tell the managers, once."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            clock._guarded_write({"breached": True, "told": True})
            clock.complaint_id._tell_manager("crm_industry.mail_activity_complaint_late", labels[clock.kind])
