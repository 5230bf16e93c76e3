from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.arguments import check_ids

PENDING = ("queued", "running")
HALTED = ("failed", "stopped")


class CrmJobMixin(models.AbstractModel):
    """Long work on a record, done in steps by the worker cron (``crm.job.worker``).

    The heir names its steps (``_job_steps``) and does a piece of one (``_job_run_step``). Each piece is a transaction: it is
    committed together with the place where to go on, so that a killed server, a stop or a failure leaves nothing
    half done and the work can go on from there. The worker holds the lock of the record while a piece runs: a second
    worker passes it by, and a killed one loses it at once.
    """

    _name = "crm.job.mixin"
    _inherit = ["crm.guarded.mixin"]
    _description = "Long Work in Steps"

    job_state = fields.Selection(
        "_selection_job_state",
        string="Progress State",
        default="idle",
        required=True,
        readonly=True,
        copy=False,
    )
    job_step = fields.Char(string="Step Key", readonly=True, copy=False)
    job_label = fields.Char(string="Step", compute="_compute_job_label")
    job_cursor = fields.Json(string="Place in the Step", readonly=True, copy=False, prefetch=False)
    job_done = fields.Integer(string="Done in the Step", readonly=True, copy=False, aggregator=None)
    job_total = fields.Integer(string="Total of the Step", readonly=True, copy=False, aggregator=None)
    job_percent = fields.Float(string="Progress (%)", compute="_compute_job_percent", digits=(5, 1))
    job_tries = fields.Integer(
        string="Tries",
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often the present piece was begun without being finished.",
    )
    job_heartbeat = fields.Datetime(string="Last Sign of Life", readonly=True, copy=False)
    job_started = fields.Datetime(string="Started", readonly=True, copy=False)
    job_finished = fields.Datetime(string="Finished on", readonly=True, copy=False)
    job_user_id = fields.Many2one("res.users", string="Started by", readonly=True, copy=False, ondelete="set null")
    job_error = fields.Text(string="Error", readonly=True, copy=False)

    @api.model
    def _selection_job_state(self):
        # A method, since Odoo doesn't translate the fixed selections of a mixin in the models of other addons.
        labels = {
            "idle": self.env._("Idle"),
            "queued": self.env._("Waiting"),
            "running": self.env._("Running"),
            "done": self.env._("Done"),
            "failed": self.env._("Failed"),
            "stopped": self.env._("Stopped"),
        }
        return list(labels.items())

    @api.depends("job_step")
    @api.depends_context("lang")
    def _compute_job_label(self):
        for job in self:
            job.job_label = dict(job._job_steps()).get(job.job_step, False)

    @api.depends("job_state", "job_step", "job_done", "job_total")
    def _compute_job_percent(self):
        """Steps count alike; inside a step the heir's own figures, where it writes them."""
        for job in self:
            keys = [key for key, _label in job._job_steps()]
            if job.job_state == "done":
                job.job_percent = 100.0
            elif job.job_step in keys:
                share = min(job.job_done / job.job_total, 1.0) if job.job_total else 0.0
                job.job_percent = 100.0 * (keys.index(job.job_step) + share) / len(keys)
            else:
                job.job_percent = 0.0

    @api.model
    def _guarded_fields(self):
        names = ("step", "cursor", "done", "total", "tries", "heartbeat", "started", "finished", "user_id", "error")
        initial = {f"job_{name}": False for name in names}
        return super()._guarded_fields() | initial | {"job_state": "idle"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending_job(self):
        if pending := self.filtered(lambda job: job.job_state in PENDING):
            raise UserError(self.env._("%(job)s is being worked on: stop it before you delete it.", job=pending[0].display_name))

    # -- for the heir ----------------------------------------------------------------------------------------------

    def _job_steps(self):
        """Return the steps in order: a list of (key, label in the user's language). May depend on the record."""
        return []

    def _job_run_step(self, key, cursor):
        """Do one piece (under 30 seconds) of the step ``key``.

        Runs in one transaction, as superuser, in the company of the record and the language of who started it. It must be
        safe to repeat after a rollback. Write ``job_done`` and ``job_total`` by ``_job_count`` to show progress in the step.

        :param cursor: None for the first piece, later what the last one returned
        :return: where to go on (any JSON value but None), or None when the step is finished
        :raise UserError: the job fails with this text and the piece leaves nothing behind
        """
        raise NotImplementedError

    def _job_on_done(self):
        """Hook: the last step is finished; same transaction."""

    def _job_on_failed(self, error):
        """Hook: the job failed with the text ``error``; the piece has been rolled back."""

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _job_start(self):
        """Put the job into the queue, from its first step.

        :raise UserError: it is waiting or running already
        """
        for job in self:
            job._job_refuse_pending()
            job._job_queue(job._job_first_values("queued"))

    def action_job_resume(self):
        """Go on with a failed or stopped job where it ended. Whoever may write the record; heirs check their groups.

        :raise UserError: the job neither failed nor was stopped
        """
        check_ids(self)
        self.check_access("write")
        for job in self:
            if job.job_state not in HALTED:
                raise UserError(
                    self.env._("%(job)s has neither failed nor been stopped: nothing to go on with.", job=job.display_name)
                )
            job._job_queue({"job_state": "queued", "job_tries": 0, "job_error": False, "job_finished": False})
        return True

    def action_job_stop(self):
        """Stop the job: at once while it waits, else after the piece that is running. Whoever may write the record."""
        check_ids(self)
        self.check_access("write")
        for job in self.filtered(lambda job: job.job_state in PENDING):
            # sudo: the lock row and the fields of progress are the machinery's
            if job.sudo().try_lock_for_update(allow_referencing=True):
                job._job_write({"job_state": "stopped", "job_finished": fields.Datetime.now()})
            else:
                self.env["crm.job.stop"]._request(job)
        return True

    @api.readonly
    def job_progress(self):
        """Return {id: {state, step, label, done, total, percent, error}} of these records, for polling.

        :raise AccessError: the user may not read one of them
        """
        check_ids(self)
        self.check_access("read")
        return {
            job.id: {
                "state": job.job_state,
                "step": job.job_step,
                "label": job.job_label,
                "done": job.job_done,
                "total": job.job_total,
                "percent": job.job_percent,
                "error": job.job_error,
            }
            for job in self
        }

    def _job_run_now(self):
        """Do all steps in the present transaction, without a commit: for small data, and for tests.

        :raise UserError: what a step raises; nothing is caught here
        """
        for job in self:
            job._job_refuse_pending()
            job._job_write(job._job_first_values("running"))
            runner = job._job_runner()
            while runner.job_state == "running":
                runner._job_go_on(runner._job_run_step(runner.job_step, runner._job_place()))

    # -- machinery -------------------------------------------------------------------------------------------------

    def _job_write(self, vals):
        """Write fields of progress. sudo: users who may start a job need not be able to write all of its record."""
        return self.sudo()._guarded_write(vals)

    def _job_count(self, done, total=None):
        """Say how much of the present step is done."""
        vals = {"job_done": done}
        if total is not None:
            vals["job_total"] = total
        self._job_write(vals)

    def _job_runner(self):
        """The record as the steps see it."""
        job = self.sudo().with_context(lang=self.sudo().job_user_id.lang or self.env.lang)
        return job.with_company(job.company_id) if "company_id" in job._fields and job.company_id else job

    def _job_place(self):
        """The stored cursor; None at the beginning of a step (an empty Json field reads False)."""
        return None if self.job_cursor is False else self.job_cursor

    def _job_first_values(self, state):
        steps = self._job_steps()
        return {
            "job_state": state,
            "job_step": steps[0][0],
            "job_cursor": False,
            "job_done": 0,
            "job_total": 0,
            "job_tries": 0,
            "job_heartbeat": False,
            "job_started": fields.Datetime.now(),
            "job_finished": False,
            "job_user_id": self.env.uid,
            "job_error": False,
        }

    def _job_refuse_pending(self):
        if self.job_state in PENDING:
            raise UserError(self.env._("%(job)s is being worked on already.", job=self.display_name))

    def _job_queue(self, vals):
        """Queue with ``vals``; a stop that came too late for the last run must not hit this one."""
        self.env["crm.job.stop"]._take(self)
        self._job_write(vals)
        self.env["crm.job.worker"]._wake()

    def _job_go_on(self, cursor):
        """Note that a piece is done: stay in the step with ``cursor``, or enter the next one, or finish."""
        vals = {"job_tries": 0, "job_heartbeat": fields.Datetime.now(), "job_cursor": cursor}
        if cursor is None:
            keys = [key for key, _label in self._job_steps()]
            following = keys[keys.index(self.job_step) + 1 :]
            if following:
                vals |= {"job_step": following[0], "job_done": 0, "job_total": 0}
            else:
                vals |= {"job_state": "done", "job_finished": fields.Datetime.now()}
        self._job_write(vals)
        if self.job_state == "done":
            self._job_on_done()

    def _job_fail(self, error):
        """Mark as failed with the text ``error``."""
        self._job_write({"job_state": "failed", "job_error": error, "job_finished": fields.Datetime.now()})
        self._job_on_failed(error)
