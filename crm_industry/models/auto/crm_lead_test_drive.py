from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

STATION_USER = "crm_industry.group_auto_station_user"


class CrmLead(models.Model):
    """Test drives of a lead."""

    _inherit = "crm.lead"

    test_drive_ids = fields.One2many("crm.test.drive", "lead_id", readonly=True, groups=STATION_USER)
    test_drive_count = fields.Integer(compute="_compute_test_drive_count", groups=STATION_USER)

    def _compute_test_drive_count(self):
        counts = self.env["crm.test.drive"]._count_of("lead_id", self)
        for lead in self:
            lead.test_drive_count = counts.get(lead, 0)

    def action_test_drives(self):
        """Open the test drives of the lead."""
        check_one(self)
        return self.env["crm.test.drive"]._window_of("lead_id", self, partner_id=self.partner_id.id)
