from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary


class CrmTelecomBillPay(models.TransientModel):
    """Asks what was paid of a bill; the rules are those of the bill."""

    _name = "crm.telecom.bill.pay"
    _description = "Payment of a Telecom Bill to Register"

    bill_id = fields.Many2one("crm.telecom.bill", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    amount_open = fields.Monetary(related="bill_id.amount_open")
    amount = CheckedMonetary(required=True, compute="_compute_amount", store=True, readonly=False)
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    reference = fields.Char()

    @api.depends("bill_id")
    def _compute_amount(self):
        for payment in self:
            payment.amount = payment.bill_id.amount_open

    def action_confirm(self):
        """Write the payment down.

        :raise UserError: something stands against it
        """
        check_one(self)
        self.bill_id.action_register_payment(self.amount, self.date, self.reference)
        return {"type": "ir.actions.act_window_close"}
