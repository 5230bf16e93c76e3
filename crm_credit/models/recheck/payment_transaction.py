from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _update_state(self, allowed_states, target_state, state_message):
        """Money authorised or received online makes room before it is in the books."""
        updated = super()._update_state(allowed_states, target_state, state_message)
        if target_state in ("authorized", "done"):
            for transaction in updated:
                owners = transaction.sale_order_ids.partner_invoice_id | transaction.invoice_ids.partner_id
                self.env["crm.credit.recheck"]._enqueue(owners, transaction.company_id)
        return updated
