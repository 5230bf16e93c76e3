from odoo import fields, models


class CrmWarrantyClaimEvent(models.Model):
    """A step of a warranty claim, kept for good."""

    _name = "crm.warranty.claim.event"
    _description = "Step of a Warranty Claim"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.warranty.claim"

    record_id = fields.Many2one(
        "crm.warranty.claim", string="Claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    amount = fields.Float(readonly=True, help="What was claimed, approved or reimbursed by this step, in the claim's currency.")

    def _guarded_fields(self):
        return super()._guarded_fields() | {"amount": 0}
