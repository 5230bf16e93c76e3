from odoo import fields, models


class CrmComplaintReason(models.TransientModel):
    """Asks why complaints are reopened or withdrawn; the rules are those of the complaints."""

    _name = "crm.complaint.reason"
    _description = "Reason to Reopen or Withdraw"

    verb = fields.Selection([("reopen", "Reopen"), ("withdraw", "Withdraw")], required=True, readonly=True)
    complaint_ids = fields.Many2many("crm.complaint", string="Complaints", readonly=True)
    reason = fields.Text(required=True)

    def action_go(self):
        """Reopen or withdraw with the reason given."""
        self.ensure_one()
        if self.verb == "reopen":
            self.complaint_ids.action_reopen(self.reason)
        else:
            self.complaint_ids.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
