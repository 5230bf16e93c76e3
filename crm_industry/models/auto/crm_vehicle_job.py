from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmVehicle(models.Model):
    """The history of a vehicle at all stations."""

    _inherit = "crm.vehicle"

    job_ids = fields.One2many(
        "crm.service.job", "vehicle_id", string="History", readonly=True, groups="crm_industry.group_auto_station_user"
    )
    job_count = fields.Integer(compute="_compute_job_count", groups="crm_industry.group_auto_station_user")

    def _compute_job_count(self):
        counts = dict(self.env["crm.service.job"]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]))
        for vehicle in self:
            vehicle.job_count = counts.get(vehicle, 0)

    def _job_locks(self):
        """Return the keys to lock before anything is decided about the jobs of these vehicles."""
        return {f"vehicle.job:{vehicle_id}" for vehicle_id in self.ids}

    def action_jobs(self):
        """Open the jobs of the vehicle at all stations."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("History of %(vehicle)s", vehicle=self.display_name),
            "res_model": "crm.service.job",
            "view_mode": "list,form",
            "domain": [("vehicle_id", "=", self.id)],
            "context": {"default_vehicle_id": self.id},
        }
