from odoo import fields, models


class CrmTestDriveEvent(models.Model):
    """A step of a test drive, kept for good."""

    _name = "crm.test.drive.event"
    _description = "Step of a Test Drive"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.test.drive"

    record_id = fields.Many2one(
        "crm.test.drive", string="Test Drive", required=True, readonly=True, index=True, ondelete="cascade"
    )
