from odoo import api, fields, models
from odoo.tools import SQL


class CrmJobStop(models.Model):
    """A wish to stop a job. A row of its own, because the row of the job is locked while a step runs."""

    _name = "crm.job.stop"
    _description = "Request to Stop a Job"
    _log_access = False
    _rec_name = "res_model"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)

    _job_uniq = models.UniqueIndex("(res_model, res_id)", "A job is asked to stop once.")

    @api.model
    def _request(self, jobs):
        """Ask for the end of ``jobs`` (records of one model); twice is the same as once."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_job_stop (res_model, res_id) SELECT %s, unnest(%s) ON CONFLICT DO NOTHING",
                jobs._name,
                jobs.ids,
            )
        )

    @api.model
    def _take(self, jobs):
        """Return those of ``jobs`` (records of one model) that shall stop, and forget the requests."""
        rows = self.env.execute_query(
            SQL("DELETE FROM crm_job_stop WHERE res_model = %s AND res_id = ANY(%s) RETURNING res_id", jobs._name, jobs.ids)
        )
        return jobs.browse([job_id for (job_id,) in rows])
