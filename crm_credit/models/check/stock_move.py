from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _credit_leaves(self):
        """Whether the move hands goods over to a customer: a delivery or dropshipment, not a return nor a step before."""
        self.ensure_one()
        to, origin = self.location_dest_id, self.location_id
        if origin.usage == "customer":
            return False
        # Goods for another company of ours go to its transit location, which belongs to no company.
        return to.usage == "customer" or (to.usage == "transit" and not to.company_id)

    def _action_done(self, cancel_backorder=False):
        """The last door: whoever calls it, held goods don't leave."""
        pickings = self.filtered(lambda move: move.state not in ("done", "cancel") and move._credit_leaves()).picking_id
        open_doors = pickings.filtered(lambda picking: not picking._credit_is_in_check())
        open_doors._credit_require_delivery()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _credit_value(self, quantity):
        """What goods of the move are worth with taxes, company currency.

        :param float quantity: in the unit of the move
        :return: of what was ordered, of what goes beyond it
        :rtype: tuple[float, float]
        """
        self.ensure_one()
        line = self.sale_line_id
        if not line:
            in_stock_unit = self.product_uom._compute_quantity(quantity, self.product_id.uom_id, raise_if_failure=False)
            return 0.0, in_stock_unit * self.product_id.with_company(self.company_id).lst_price
        rate = line.order_id._credit_rate()
        if self.product_id != line.product_id:
            # Parts of a kit have no price: each stands for its share of the whole line.
            share = quantity / self.product_uom_qty if self.product_uom_qty else 1.0
            return share * line.price_total / rate, 0.0
        quantity = self.product_uom._compute_quantity(quantity, line.product_uom_id, round=False, raise_if_failure=False)
        price = line.price_total / line.product_uom_qty if line.product_uom_qty else line.price_reduce_taxinc
        ordered = min(quantity, max(line.product_uom_qty - line.qty_delivered, 0.0))
        return ordered * price / rate, (quantity - ordered) * price / rate
