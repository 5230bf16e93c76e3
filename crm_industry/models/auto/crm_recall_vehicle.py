from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_ids

GUARDED = ("recall_id", "vehicle_id", "done_on", "job_id")


class CrmRecallVehicle(models.Model):
    """A vehicle of a recall: open until the work is done, whoever owns it meanwhile. Written by the server alone."""

    _name = "crm.recall.vehicle"
    _description = "Vehicle of a Recall"
    _inherit = ["crm.guarded.mixin"]
    _order = "recall_id desc, state desc, id"
    _rec_name = "vehicle_id"

    recall_id = fields.Many2one("crm.recall", required=True, readonly=True, index=True, ondelete="restrict")
    vehicle_id = fields.Many2one("crm.vehicle", required=True, readonly=True, index=True, ondelete="restrict")
    vin = fields.Char(related="vehicle_id.vin")
    owner_id = fields.Many2one(related="vehicle_id.owner_id", string="Vehicle Owner")
    state = fields.Selection("_selection_state", required=True, readonly=True, default="open", index=True)
    done_on = fields.Date(readonly=True)
    job_id = fields.Many2one("crm.service.job", readonly=True, index="btree_not_null", ondelete="restrict")
    station_id = fields.Many2one(related="job_id.station_id", store=True)
    notice_ids = fields.One2many("crm.recall.notice", "line_id", string="Notices", readonly=True)

    _vehicle_uniq = models.UniqueIndex("(recall_id, vehicle_id)", "The vehicle is in this recall already.")
    _open_idx = models.Index("(vehicle_id) WHERE state = 'open'")

    @api.model
    def _selection_state(self):
        return list({"open": self.env._("Open"), "done": self.env._("Done")}.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False) | {"state": "open"}

    @api.depends("recall_id.display_name", "vehicle_id.display_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.recall_id.display_name} · {line.vehicle_id.display_name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Vehicles of recalls are kept."))

    @api.model
    def _open_of(self, vehicles):
        """Return what is open for some vehicles, for whoever may read the vehicles: customers on the portal as well."""
        vehicles.check_access("read")
        # sudo: after the check
        return self.sudo().search([("vehicle_id", "in", as_ids(self.env, vehicles.ids)), ("state", "=", "open")])

    def _done_by(self, job):
        """The work is done: what is open of these is done by a job."""
        self.sudo().filtered(lambda line: line.state == "open")._mark(
            {"state": "done", "job_id": job.id, "done_on": job._transition_today()}
        )

    def _undone_by(self, job):
        """The job goes on: what it had done is open again."""
        done = self.sudo().search([("job_id", "=", job.id)])
        done._mark({"state": "open", "job_id": False, "done_on": False})

    def _mark(self, values):
        if self:
            self._guarded_write(values)
