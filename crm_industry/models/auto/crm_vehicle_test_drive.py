from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

STATION_USER = "crm_industry.group_auto_station_user"


class CrmVehicle(models.Model):
    """Test drives of a vehicle."""

    _inherit = "crm.vehicle"

    test_drive_count = fields.Integer(compute="_compute_test_drive_count", groups=STATION_USER)

    def _compute_test_drive_count(self):
        counts = self.env["crm.test.drive"]._count_of("vehicle_id", self)
        for vehicle in self:
            vehicle.test_drive_count = counts.get(vehicle, 0)

    def action_test_drives(self):
        """Open the test drives of the vehicle."""
        check_one(self)
        return self.env["crm.test.drive"]._window_of("vehicle_id", self)
