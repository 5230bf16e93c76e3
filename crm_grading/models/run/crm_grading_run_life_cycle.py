from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.arguments import check_one
from .crm_grading_run import KEPT
from .engine import results
from .engine.work_tables import WorkTables, leftover_tables, owner

PIECE = 100000


class CrmGradingRun(models.Model):
    """Review, cancelling and deleting."""

    _inherit = "crm.grading.run"

    def action_review(self):
        """Put computed runs up for review.

        :raise AccessError: no grading manager
        :raise UserError: a run is not computed
        """
        self._check_manager()
        for run in self:
            if run.state != "computed":
                raise UserError(self.env._("%(run)s is not computed: only computed runs are reviewed.", run=run.name))
            run._guarded_write({"state": "review", "reviewed_on": fields.Datetime.now(), "reviewed_by": self.env.uid})
        return True

    def action_back(self):
        """Take runs back from review, so that they can be computed again.

        :raise AccessError: no grading manager
        :raise UserError: a run is not in review
        """
        self._check_manager()
        for run in self:
            if run.state != "review":
                raise UserError(self.env._("%(run)s is not in review.", run=run.name))
            run._guarded_write({"state": "computed", "reviewed_on": False, "reviewed_by": False})
        return True

    def action_cancel(self):
        """Cancel runs and drop the work that was begun.

        :raise AccessError: no grading manager
        :raise UserError: a run is published, or being computed
        """
        self._check_manager()
        for run in self:
            if run.state in KEPT:
                raise UserError(
                    self.env._("%(run)s was published: correct it by another run, it cannot be cancelled.", run=run.name)
                )
            run._job_refuse_pending()
            run._work_tables().drop_all()
            run._guarded_write({"state": "cancelled", "work_counts": False})
        return True

    def action_open_results(self):
        """Open the results of the run, by rank."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_grading.crm_grading_result_action")
        return action | {"domain": [("run_id", "=", self.id)], "context": {}, "display_name": self.name}

    def unlink(self):
        """Delete the runs, their results by large batches instead of one by one."""
        self.check_access("unlink")
        self._unlink_except_published()
        self._unlink_except_pending_job()
        self._unlink_except_repeated()
        self.env.flush_all()
        while results.delete_results(self.env, self.ids, PIECE):
            pass
        for run in self:
            run._work_tables().drop_all()
        # The database holds a source as long as its scenarios are there.
        super(CrmGradingRun, self.filtered("source_run_id")).unlink()
        return super(CrmGradingRun, self.exists()).unlink()

    @api.autovacuum
    def _gc_work_tables(self):
        """Drop work tables of runs that nobody works on any more."""
        found = {owner(name) for name in leftover_tables(self.env.cr)}
        pending = self.sudo().search([("id", "in", list(found)), ("job_state", "in", ("queued", "running", "stopped"))])
        for run_id in found - set(pending.ids):
            WorkTables(self.env.cr, run_id).drop_all()
