from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _tobacco_class(self):
        """Return the class of the tobacco that the line sells; False for other goods."""
        self.ensure_one()
        # Whatever else is said of the line: what is called an advance would escape the rules.
        # sudo: customers on the portal don't see categories
        return self.product_id.sudo().categ_id.tobacco_class
