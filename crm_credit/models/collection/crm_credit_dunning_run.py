from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .crm_credit_dunning_letter import LETTER_STATES

# What the letters were made for; fixed once the run has begun.
FIXED = frozenset(("company_id", "date"))


class CrmCreditDunningRun(models.Model):
    """A dunning run of a company: it proposes letters, which can be looked at and taken out, and then sends them.

    Nothing is sent twice: a letter changes its state in the transaction that queues its mail, customers are locked meanwhile,
    and the database refuses a second letter of the same level for the same item.
    """

    _name = "crm.credit.dunning.run"
    _inherit = ["crm.job.mixin", "crm.credit.root.mixin", "crm.credit.collection.mixin"]
    _description = "Dunning Run"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._business_today(),
        help="Items are overdue against this day; letters carry it.",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("proposing", "Collecting"),
            ("proposed", "To look at"),
            ("sending", "Sending"),
            ("done", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    automatic = fields.Boolean(readonly=True, copy=False, help="Started at night.")
    send_at_once = fields.Boolean(readonly=True, copy=False, help="Sent without being looked at.")
    letter_ids = fields.One2many("crm.credit.dunning.letter", "run_id", string="Letters", readonly=True)
    proposed_count = fields.Integer(string="To Send", compute="_compute_counts")
    sent_count = fields.Integer(string="Letters Sent", compute="_compute_counts")
    called_count = fields.Integer(string="Calls", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_counts")
    amount = fields.Monetary(compute="_compute_counts", help="Overdue amount in letters and calls.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "draft", "automatic": False, "send_at_once": False}

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Dunning of %(date)s", date=format_date(self.env, run.date))

    @api.constrains("date", "company_id")
    def _check_date(self):
        """Nothing is overdue before its day: a run of a day to come would remind of what may still be paid in time."""
        for run in self:
            today = run.company_id._business_today()
            if run.date > today:
                raise ValidationError(
                    self.env._(
                        "A dunning run of %(company)s can't be dated %(date)s: its last possible day is today, %(today)s.",
                        company=run.company_id.name,
                        date=format_date(self.env, run.date),
                        today=format_date(self.env, today),
                    )
                )

    @api.depends("letter_ids.state", "letter_ids.amount")
    def _compute_counts(self):
        rows = self.env["crm.credit.dunning.letter"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count", "amount:sum"]
        )
        found = {(run.id, state): (count, amount) for run, state, count, amount in rows}
        for run in self:
            states = {state: found.get((run.id, state), (0, 0.0)) for state, _label in LETTER_STATES}
            run.proposed_count = states["proposed"][0]
            run.sent_count = states["sent"][0]
            run.called_count = states["called"][0]
            run.left_out_count = states["excluded"][0] + states["skipped"][0]
            run.amount = sum(states[state][1] for state in ("proposed", "sent", "called"))

    def write(self, vals):
        """:raise UserError: the day or the company of a run that has begun is given"""
        if not FIXED.isdisjoint(vals) and (begun := self.filtered(lambda run: run.state != "draft")):
            raise UserError(
                self.env._(
                    "%(run)s has begun: its day and its company can't be changed, make a new run.", run=begun[0].display_name
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for run in self:
            if run.letter_ids.filtered(lambda letter: letter.state in ("sent", "called")):
                raise UserError(self.env._("%(run)s has sent letters: it can't be deleted.", run=run.display_name))

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_propose(self):
        """Work out, again if need be, who is to be reminded of what; nothing is sent.

        :raise UserError: the run is being worked on, has been sent or cancelled, or the company has no dunning plan
        """
        self._check_collector()
        self.check_access("write")
        for run in self:
            run._refuse_unless(("draft", "proposing", "proposed"))
            run._check_plan()
            run._job_refuse_pending()
            run._job_write({"state": "proposing"})
            run._job_start()
        return True

    def action_send(self):
        """Send the letters that are proposed.

        :raise UserError: the run has not been proposed, or it is being worked on
        """
        self._check_collector()
        self.check_access("write")
        for run in self:
            run._refuse_unless(("proposed",))
            run._job_refuse_pending()
            run._job_write({"state": "sending"})
            run._job_start()
        return True

    def action_cancel(self):
        """Give the run up: what has not been sent never will be."""
        self._check_collector()
        self.check_access("write")
        for run in self:
            run._refuse_unless(("draft", "proposing", "proposed", "sending"))
            run._job_refuse_pending()
            run._give_up()
        return True

    def _give_up(self):
        """Cancel the runs; a job that failed or was stopped can't be gone on with."""
        self._job_write({"state": "cancelled", "job_state": "idle"})

    def action_view_letters(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_dunning_letter_action"),
            "domain": [("run_id", "=", self.id)],
            "context": {},
        }

    def _refuse_unless(self, states):
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            raise UserError(
                self.env._("%(run)s is in the state %(state)s: this can't be done any more.", run=self.display_name, state=label)
            )

    def _check_plan(self):
        if not self.env["crm.credit.dunning.level"].sudo().search_count([("company_id", "=", self.company_id.id)], limit=1):
            raise UserError(
                self.env._("%(company)s has no dunning plan with levels: make one first.", company=self.company_id.name)
            )

    # -- job -------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        propose = ("propose", self.env._("Collect overdue items"))
        send = ("send", self.env._("Send letters"))
        if self.send_at_once:
            return [propose, send]
        return [send] if self.state in ("sending", "done") else [propose]

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        return self._propose() if key == "propose" else self._send_next()

    def _job_on_done(self):
        self._job_write({"state": "done" if self.job_step == "send" else "proposed"})
