from odoo import fields, models


class CrmComplaintReason(models.TransientModel):
    """Asks why complaints are reopened, withdrawn, paused, or closed without the customer's word; the rules are those of the
    complaints."""

    _name = "crm.complaint.reason"
    _description = "Reason to Reopen or Withdraw"

    verb = fields.Selection(
        [
            ("reopen", "Reopen"),
            ("withdraw", "Withdraw"),
            ("unreachable", "Close as Not Reachable"),
            ("pause", "Wait for the Customer"),
        ],
        required=True,
        readonly=True,
    )
    complaint_ids = fields.Many2many("crm.complaint", string="Complaints", readonly=True)
    reason = fields.Text(required=True)

    def action_go(self):
        """Do it with the reason given."""
        self.ensure_one()
        complaints = self.complaint_ids
        verbs = {
            "reopen": complaints.action_reopen,
            "withdraw": complaints.action_withdraw,
            "unreachable": complaints.action_close_unreachable,
            "pause": complaints.action_pause,
        }
        verbs[self.verb](self.reason)
        return {"type": "ir.actions.act_window_close"}
