from odoo import fields, models


class CrmDiversionDecision(models.TransientModel):
    """Asks for the reason of a decision; the rules are those of cases and penalties."""

    _name = "crm.diversion.decision"
    _description = "Decision on Diversion"

    verdict = fields.Selection(
        [("confirm", "Confirm"), ("dismiss", "Dismiss"), ("waive", "Waive the penalty")], required=True, readonly=True
    )
    case_ids = fields.Many2many("crm.diversion.case", string="Cases", readonly=True)
    penalty_ids = fields.Many2many("crm.diversion.penalty", string="Penalties", readonly=True)
    note = fields.Text(string="Reason", required=True)

    def action_decide(self):
        """Decide with the reason given."""
        self.ensure_one()
        if self.verdict == "confirm":
            self.case_ids.action_confirm(self.note)
        elif self.verdict == "dismiss":
            self.case_ids.action_dismiss(self.note)
        else:
            self.penalty_ids.action_waive(self.note)
        return {"type": "ir.actions.act_window_close"}
