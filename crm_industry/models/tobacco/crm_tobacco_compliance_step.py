from odoo import fields, models


class CrmTobaccoComplianceStep(models.Model):
    """A step of a compliance event, kept for good."""

    _name = "crm.tobacco.compliance.step"
    _description = "Step of a Compliance Event"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.tobacco.compliance.event"

    record_id = fields.Many2one(
        "crm.tobacco.compliance.event", string="Event", required=True, readonly=True, index=True, ondelete="cascade"
    )
