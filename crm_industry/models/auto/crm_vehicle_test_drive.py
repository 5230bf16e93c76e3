from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

STATION_USER = "crm_industry.group_auto_station_user"


class CrmVehicle(models.Model):
    """Test drives of a vehicle."""

    _inherit = "crm.vehicle"

    test_drive_count = fields.Integer(compute="_compute_test_drive_count", groups=STATION_USER)

    def _compute_test_drive_count(self):
        counts = dict(self.env["crm.test.drive"]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]))
        for vehicle in self:
            vehicle.test_drive_count = counts.get(vehicle, 0)

    def action_test_drives(self):
        """Open the test drives of the vehicle."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.test.drive",
            "view_mode": "list,form,calendar",
            "domain": [("vehicle_id", "=", self.id)],
            "context": {"default_vehicle_id": self.id},
            "name": self.env._("Test Drives"),
        }
