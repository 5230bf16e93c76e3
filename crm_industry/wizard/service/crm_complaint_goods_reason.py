from odoo import fields, models


class CrmComplaintGoodsReason(models.TransientModel):
    """Asks why a customer gets less than was approved, or keeps what should have come back; the rules are those of the
    resolution."""

    _name = "crm.complaint.goods.reason"
    _description = "Reason for Other Goods than Approved"

    verb = fields.Selection(
        [("take_down", "Take the Rest Down"), ("let_keep", "Let the Customer Keep It")], required=True, readonly=True
    )
    resolution_id = fields.Many2one("crm.complaint.resolution", required=True, readonly=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_go(self):
        """Do it with the reason given."""
        self.ensure_one()
        if self.verb == "let_keep":
            self.resolution_id.action_let_keep(self.reason)
        else:
            self.resolution_id.action_take_down(self.reason)
        return {"type": "ir.actions.act_window_close"}
