from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import period as periods

KEEP_MONTHS = "crm_grading.detail_months"
# Older than any run can be; the calendar ends some time before.
MOST_MONTHS = 12 * 400
PIECE = 20000


class CrmGradingRun(models.Model):
    """What happens by itself: the run of the period just ended, and the end of old details."""

    _inherit = "crm.grading.run"

    @api.model
    def _cron_automatic_runs(self):
        """Make and start the run of the last complete period of the schemes that want it, unless there is one."""
        for scheme in self.env["crm.grading.scheme"].search([("auto_run", "=", True)]):
            first, last = periods.last_complete(scheme.company_id._business_today(), scheme.period)
            domain = [("scheme_id", "=", scheme.id), ("date_from", "=", first), ("date_to", "=", last)]
            domain += [("scenario", "=", False), ("on_demand", "=", False)]
            if not self.search_count(domain, limit=1):
                run = self.create({"scheme_id": scheme.id, "date_from": first, "date_to": last})
                run._freeze()
                run._job_start()

    @api.model
    def _cron_empty_details(self):
        """Drop the indicators of results older than the setting allows (0: keep all), a batch at a time."""
        months = int(self.env["ir.config_parameter"].get_param(KEEP_MONTHS) or 0)
        if months <= 0:
            return
        before = fields.Date.today() - relativedelta(months=min(months, MOST_MONTHS))
        runs = self.search([("date_to", "<", before), ("detail_emptied_on", "=", False), ("computed_on", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(runs))
        for run in runs:
            while run._empty_details():
                if not self.env["ir.cron"]._commit_progress():
                    return
            run._guarded_write({"detail_emptied_on": fields.Date.today()})
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _empty_details(self):
        """Empty the details of a batch of results; return how many there were."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_grading_result SET detail = NULL
                 WHERE id IN (SELECT id FROM crm_grading_result WHERE run_id = %s AND detail IS NOT NULL LIMIT %s)
                """,
                self.id,
                PIECE,
            )
        )
        self.env["crm.grading.result"].invalidate_model(["detail"])
        return self.env.cr.rowcount
