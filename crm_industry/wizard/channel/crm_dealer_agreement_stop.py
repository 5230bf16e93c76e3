from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmDealerAgreementStop(models.TransientModel):
    """Asks why, and as of when, agreements are suspended or terminated; the rules are the agreements' own."""

    _name = "crm.dealer.agreement.stop"
    _description = "Suspend or Terminate Agreements"

    kind = fields.Selection([("suspend", "Suspend"), ("terminate", "Terminate")], required=True, default="terminate")
    agreement_ids = fields.Many2many("crm.dealer.agreement", required=True)
    last_day = CheckedDate(
        default=lambda self: self.env.company.root_id._business_today(),
        help="The last day on which the dealer may sell; what was valid before stays on record.",
    )
    reason = fields.Text(required=True)

    def action_stop(self):
        """Suspend or terminate the agreements with the reason given."""
        self.ensure_one()
        if self.kind == "suspend":
            self.agreement_ids.action_suspend(self.reason)
        else:
            self.agreement_ids.action_terminate(self.reason, self.last_day)
        return {"type": "ir.actions.act_window_close"}
