from odoo import api, models
from odoo.exceptions import AccessError

# Only these change what a line puts on credit; a write of anything else (a delivered quantity, a text) is not checked.
CREDIT_FIELDS = {"product_uom_qty", "product_uom_id", "product_id", "price_unit", "discount", "tax_ids", "order_id"}
# What the figures read of a line: worked out by Odoo, which would all the same take any value from a client.
COMPUTED_FIELDS = {"price_subtotal", "price_tax", "price_total"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._credit_refuse_computed(vals)
        default = self.default_get(["order_id"]).get("order_id")
        orders = self.env["sale.order"].browse(filter(None, {vals.get("order_id", default) for vals in vals_list}))
        with orders._credit_watch_increase():
            return super().create(vals_list)

    def write(self, vals):
        self._credit_refuse_computed(vals)
        self._credit_refuse_delivered(vals)
        if CREDIT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        orders = self.order_id | self.order_id.browse(vals.get("order_id", ()))
        with orders._credit_watch_increase():
            return super().write(vals)

    def unlink(self):
        """Taking away a negative line (a discount) raises the order too."""
        with self.order_id._credit_watch_increase():
            return super().unlink()

    @api.model
    def _credit_refuse_computed(self, vals):
        if not COMPUTED_FIELDS.isdisjoint(vals):
            raise AccessError(self.env._("The totals of an order line follow from its price: they cannot be written."))

    def _credit_refuse_delivered(self, vals):
        """Refuse quantities delivered of goods: transfers tell them, and the delivery check reads them."""
        if "qty_delivered" not in vals or self.env.su:
            return
        if moved := self.filtered(lambda line: line.qty_delivered_method == "stock_move"):
            raise AccessError(
                self.env._(
                    "The quantity delivered of %(product)s follows from its transfers: it cannot be written.",
                    product=moved[0].product_id.display_name,
                )
            )
