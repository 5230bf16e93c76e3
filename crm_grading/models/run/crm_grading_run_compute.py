from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.arguments import check_ids
from .crm_grading_run import MANAGER

AT_ONCE = "crm_grading.run_at_once"
AT_ONCE_DEFAULT = 5000


class CrmGradingRun(models.Model):
    """Starting the computation: who may, what is frozen, at once or in the background."""

    _inherit = "crm.grading.run"

    def action_compute(self):
        """Compute the run, again if it was computed before: at once for few customers, else in the background.

        The configuration of the scheme is frozen now; a scenario and a repeated run keep theirs.

        :raise AccessError: no grading manager, or a measure reads what its author may not read
        :raise UserError: it is being computed, in review, published or cancelled, or its scheme is not ready
        """
        self._check_manager()
        for run in self:
            if run.state not in ("draft", "computed"):
                raise UserError(
                    self.env._("%(run)s is beyond computing: only drafts and computed runs are computed.", run=run.name)
                )
            run._job_refuse_pending()
            run._freeze()
            if run._count_customers() <= run._at_once():
                run._job_run_now()
            else:
                run._job_start()
        return True

    def action_job_resume(self):
        """Go on with a computation that failed or was stopped.

        :raise AccessError: no grading manager
        :raise UserError: there is nothing to go on with, or the run was cancelled meanwhile
        """
        self._check_manager()
        if over := self.filtered(lambda run: run.state != "draft"):
            raise UserError(self.env._("%(run)s is no draft any more: there is nothing to go on with.", run=over[0].name))
        return super().action_job_resume()

    def action_job_stop(self):
        self._check_manager()
        return super().action_job_stop()

    def _check_manager(self):
        """:raise AccessError: the user is no grading manager, or not of the company of the run"""
        check_ids(self)
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only grading managers compute, publish and cancel grading runs."))
        self.check_access("write")

    def _freeze(self):
        """Take over the configuration of the scheme, and what the run is compared with.

        :raise AccessError: the author of a measure may not read what it reads
        :raise UserError: the scheme is not ready, or the inputs that are to be used again are gone
        """
        self.ensure_one()
        source = self.source_run_id
        source._check_inputs_kept()
        config = self.config if source else self.scheme_id._frozen_config()
        if not source:
            self.scheme_id._check_ready()
            self.env["crm.grading.measure"]._check_author(config)
        previous = source.previous_run_id if source else self._find_previous()
        kept = self.env["crm.grading.grade"].browse(grade["id"] for grade in config["grades"]) | previous.sudo().grade_ids
        # sudo: what a run keeps belongs to the scheme, whose company the manager has been checked for
        self.sudo()._guarded_write(
            {
                "state": "draft",
                "config": config,
                "scheme_version": config["scheme"]["version"],
                "previous_run_id": previous.id,
                "grade_ids": [(6, 0, kept.ids)],
                "dimension_ids": [(6, 0, [dimension["id"] for dimension in config["dimensions"]])],
                "cap_ids": [(6, 0, [cap["id"] for cap in config["caps"]])],
            }
        )

    def _find_previous(self):
        """Return the last published run of the scheme that ended before this one begins."""
        return self.search(
            [("scheme_id", "=", self.scheme_id.id), ("state", "=", "published"), ("date_to", "<", self.date_from)],
            order="date_to desc",
            limit=1,
        )

    def _at_once(self):
        """Number of customers up to which a run is computed at once."""
        # sudo: a setting of the system
        return int(self.env["ir.config_parameter"].sudo().get_param(AT_ONCE) or AT_ONCE_DEFAULT)

    def _job_on_failed(self, error):
        self._work_tables().drop_all()

    def _job_on_done(self):
        self._work_tables().drop_all()
        self._guarded_write(
            {
                "state": "computed",
                "work_counts": False,
                "computed_on": self.job_finished,
                "computed_by": self.job_user_id.id,
                "detail_emptied_on": False,
            }
        )
