from odoo import api, models

# Only these change what a line puts on credit; a write of anything else (a delivered quantity, a text) is not checked.
CREDIT_FIELDS = {"product_uom_qty", "product_uom_id", "product_id", "price_unit", "discount", "tax_ids", "order_id"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse({vals["order_id"] for vals in vals_list if vals.get("order_id")})
        with orders._credit_watch_increase():
            return super().create(vals_list)

    def write(self, vals):
        if CREDIT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        orders = self.order_id | self.order_id.browse(vals.get("order_id", ()))
        with orders._credit_watch_increase():
            return super().write(vals)

    def unlink(self):
        """Taking away a negative line (a discount) raises the order too."""
        with self.order_id._credit_watch_increase():
            return super().unlink()
