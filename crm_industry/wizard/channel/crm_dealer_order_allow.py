from odoo import fields, models


class CrmDealerOrderAllow(models.TransientModel):
    """Asks a channel manager why orders outside the dealer's agreement may pass; the rules are the orders' own."""

    _name = "crm.dealer.order.allow"
    _description = "Allow Outside the Agreement"

    order_ids = fields.Many2many("sale.order", required=True)
    reason = fields.Text(required=True)

    def action_allow(self):
        """Let the orders pass with the reason given; their salespeople confirm them."""
        self.ensure_one()
        self.order_ids.action_allow_outside(self.reason)
        return {"type": "ir.actions.act_window_close"}
