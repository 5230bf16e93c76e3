import logging
import random
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .crm_job_mixin import PENDING

_logger = logging.getLogger(__name__)

MAX_TRIES = 5
RETRY_AFTER = timedelta(minutes=1)


class CrmJobWorker(models.AbstractModel):
    """The cron behind ``crm.job.mixin``: gives each waiting job a piece in turn, each in a transaction of its own."""

    _name = "crm.job.worker"
    _description = "Worker of Long Jobs"

    @api.model
    def _wake(self):
        """Have the cron run as soon as this transaction is committed."""
        # sudo: whoever may start a job may wake the worker
        self.env.ref("crm_grading.ir_cron_job_worker").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Work until the cron's time is over or nothing is left; what is left brings the cron back at once."""
        cron = self.env["ir.cron"]
        jobs = self._pending()
        time_left = cron._commit_progress(remaining=len(jobs))
        while jobs and time_left:
            moved = 0
            for job in jobs:
                moved += self._advance(job)
                time_left = cron._commit_progress(1)
                if not time_left:
                    break
            jobs = self._pending()
            cron._commit_progress(remaining=len(jobs) if moved else 0)
            if jobs and not moved:
                self._come_back()
                break

    @api.model
    def _pending(self):
        """Return the jobs that wait or run, of all models, the oldest first of each model."""
        domain = [("job_state", "in", PENDING)]
        found = []
        for name in self.env.registry.descendants(["crm.job.mixin"], "_inherit"):
            if not self.env[name]._abstract:
                jobs = self.env[name].sudo().with_context(active_test=False)
                found += jobs.search(domain, order="job_started, id")
        return found

    @api.model
    def _come_back(self):
        """Others hold all jobs: look again soon, in case they die."""
        self.env.ref("crm_grading.ir_cron_job_worker").sudo()._trigger(fields.Datetime.now() + RETRY_AFTER)
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _advance(self, job):
        """Do a piece of ``job``; return False when another worker has it or it is over."""
        try:
            if not self._claim(job):
                return False
            self.env["ir.cron"]._commit_progress()
            return self._work(job)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            time.sleep(random.uniform(0.0, 0.5))
        except UserError as error:
            self._fail(job, str(error))
        except Exception as error:
            _logger.exception("%s failed", job)
            self._fail(job, self.env._("Unexpected error (see the server's log): %(error)s", error=repr(error)))
        return True

    @api.model
    def _claim(self, job):
        """Lock the job and count the try, so that a piece which kills its process is not begun for ever.

        :return: whether there is a piece to do
        """
        job = self._locked(job)
        if not job:
            return False
        if self.env["crm.job.stop"]._take(job):
            job._job_write({"job_state": "stopped", "job_finished": fields.Datetime.now()})
            return False
        if job.job_tries >= MAX_TRIES:
            job._job_runner()._job_fail(
                self.env._("Begun %(tries)s times without an end: see the server's log, then resume.", tries=job.job_tries)
            )
            return False
        job._job_write({"job_state": "running", "job_tries": job.job_tries + 1, "job_heartbeat": fields.Datetime.now()})
        return True

    @api.model
    def _work(self, job):
        """Do the piece, under the lock; return whether it was still ours to do."""
        job = self._locked(job)
        if not job:
            return False
        runner = job._job_runner()
        runner._job_go_on(runner._job_run_step(runner.job_step, runner._job_place()))
        self.env["ir.cron"]._commit_progress()
        return True

    @api.model
    def _locked(self, job):
        """Return the job, locked, if it is there, nobody else holds it and it has something to do."""
        job.invalidate_recordset()
        # Other transactions must still be able to insert rows that refer to the job.
        return job.try_lock_for_update(allow_referencing=True).filtered(lambda job: job.job_state in PENDING)

    @api.model
    def _fail(self, job, error):
        """Roll the piece back and mark the job as failed, if nobody has taken it over meanwhile."""
        self.env.cr.rollback()
        if job := self._locked(job):
            job._job_runner()._job_fail(error)
        self.env["ir.cron"]._commit_progress()
