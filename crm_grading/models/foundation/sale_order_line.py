from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _quantities_by_product(self):
        """Return {product: quantity ordered by these lines, in the product's unit}."""
        quantities = {}
        for line in self:
            product = line.product_id._origin
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id, round=False)
            quantities[product] = quantities.get(product, 0.0) + quantity
        return quantities
