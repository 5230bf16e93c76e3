from odoo import fields, models


class CrmVehiclePolicyEvent(models.Model):
    """A step of an insurance, registration or inspection, kept for good."""

    _name = "crm.vehicle.policy.event"
    _description = "Step of a Policy"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.vehicle.policy"

    record_id = fields.Many2one(
        "crm.vehicle.policy", string="Policy or Certificate", required=True, readonly=True, index=True, ondelete="cascade"
    )
