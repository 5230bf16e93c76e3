from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _channel_net_price(self):
        """Price of a unit with its discount taken off, in the order's currency, as the order counts it."""
        self.ensure_one()
        return self.price_unit * (1 - (self.discount or 0.0) / 100)
