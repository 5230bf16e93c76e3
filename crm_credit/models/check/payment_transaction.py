from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Return only the orders that really were confirmed: a held one stays a quotation, paid or not."""
        return super()._check_amount_and_confirm_order().filtered(lambda order: order.state == "sale")
