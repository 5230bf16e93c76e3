from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_vehicle import STATION_USER


class CrmVehicle(models.Model):
    """Insurances, registrations and inspections of a vehicle."""

    _inherit = "crm.vehicle"

    policy_ids = fields.One2many("crm.vehicle.policy", "vehicle_id", string="Policies", readonly=True, groups=STATION_USER)
    policy_count = fields.Integer(compute="_compute_policy_count", groups=STATION_USER)

    def _compute_policy_count(self):
        counts = dict(self.env["crm.vehicle.policy"]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]))
        for vehicle in self:
            vehicle.policy_count = counts.get(vehicle, 0)

    def action_policies(self):
        """Open the insurances, registrations and inspections of the vehicle."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.vehicle.policy",
            "view_mode": "list,form",
            "domain": [("vehicle_id", "=", self.id)],
            "context": {"default_vehicle_id": self.id},
            "name": self.env._("Insurance and Inspection"),
        }
