from odoo import fields, models


class CrmComplaintRepairReason(models.TransientModel):
    """Asks for the reason of what stays on record: a refused quote, another payer, a loan unit that does not come back. The
    rules are those of the repairs."""

    _name = "crm.complaint.repair.reason"
    _description = "Reason of a Decision on a Repair"

    verb = fields.Selection(
        [("refuse", "Customer Refuses"), ("payer", "Change Who Pays"), ("write_off", "Write Off")], required=True, readonly=True
    )
    repair_id = fields.Many2one("crm.complaint.repair", required=True, readonly=True)
    loan_id = fields.Many2one("crm.complaint.loan", string="Loan Unit", readonly=True)
    payer = fields.Selection(
        [("warranty", "Company: Warranty"), ("goodwill", "Company: Goodwill"), ("customer", "Customer")], string="Paid by"
    )
    reason = fields.Text(required=True)

    def action_go(self):
        """Do it with the reason given."""
        self.ensure_one()
        if self.verb == "refuse":
            self.repair_id.action_refuse_quote(self.reason)
        elif self.verb == "payer":
            self.repair_id.action_change_payer(self.payer, self.reason)
        else:
            self.loan_id.action_write_off(self.reason)
        return {"type": "ir.actions.act_window_close"}
