from odoo import fields, models


class CrmTobaccoComplianceReason(models.TransientModel):
    """Asks why a compliance event is dismissed, appealed against, upheld or revoked; the rules are the events' own."""

    _name = "crm.tobacco.compliance.reason"
    _description = "Decide on Compliance Events"

    verb = fields.Selection(
        [("dismiss", "Dismiss"), ("appeal", "Appeal"), ("uphold", "Uphold"), ("revoke", "Revoke")],
        required=True,
        default="appeal",
    )
    event_ids = fields.Many2many("crm.tobacco.compliance.event", string="Events", required=True)
    reason = fields.Text(required=True)

    def action_decide(self):
        """Take the step with the reason given."""
        self.ensure_one()
        events = self.event_ids
        decisions = {
            "dismiss": events.action_dismiss,
            "appeal": events.action_appeal,
            "uphold": events.action_uphold,
            "revoke": events.action_revoke,
        }
        decisions[self.verb](self.reason)
        return {"type": "ir.actions.act_window_close"}
