from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmServiceJob(models.Model):
    """Recalls that are carried out at a job."""

    _inherit = "crm.service.job"

    recall_line_ids = fields.Many2many(
        "crm.recall.vehicle",
        string="Recalls Carried Out",
        copy=False,
        domain="[('vehicle_id', '=', vehicle_id), ('state', '=', 'open')]",
    )
    open_recall_count = fields.Integer(related="vehicle_id.open_recall_count")

    @api.model
    def _content_fields(self):
        return super()._content_fields() | {"recall_line_ids"}

    @api.constrains("recall_line_ids", "vehicle_id")
    def _check_recalls(self):
        for job in self:
            if job.recall_line_ids.vehicle_id - job.vehicle_id:
                raise ValidationError(self.env._("A recall of another vehicle is not carried out here."))

    def action_take_recalls(self):
        """Put all open recalls of the vehicle on the job, with their packages.

        :raise AccessError: the user does not belong to the station
        """
        self._check_may_change("work")
        for job in self:
            lines = self.env["crm.recall.vehicle"]._open_of(job.vehicle_id).sudo(self.env.su)
            job.recall_line_ids |= lines
            job.package_ids |= lines.recall_id.package_id
        return True

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        lines = self.env["crm.recall.vehicle"]
        for job in self:
            if verb == "finish":
                job.recall_line_ids._done_by(job)
                self.env["crm.recall.notice"].sudo()._note(job.recall_line_ids)
            elif verb == "reopen":
                lines._undone_by(job)
        return result
