from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError


def hands_over(origin, to):
    """Whether goods that go from one location to another leave for a customer.

    Goods for another company of ours go to its transit location, which belongs to no company.
    """
    return origin.usage != "customer" and (to.usage == "customer" or (to.usage == "transit" and not to.company_id))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _credit_leaves(self):
        """Whether the move hands goods over to a customer: a delivery or dropshipment, not a return nor a step before.

        The lines count, too: they are what takes the goods from one place to the other, whatever the move says.
        """
        self.ensure_one()
        ways = [(self.location_id, self.location_dest_id)]
        ways += [(line.location_id, line.location_dest_id) for line in self.move_line_ids]
        return any(hands_over(origin, to) for origin, to in ways)

    def write(self, vals):
        if "sale_line_id" in vals and not self.env.su:
            self._credit_refuse_other_line(vals["sale_line_id"])
        if vals.get("state") != "done":
            return super().write(vals)
        with self._credit_watch_leaving():
            return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        """The last door: whoever calls it, held goods don't leave."""
        with self._credit_watch_leaving():
            return super()._action_done(cancel_backorder=cancel_backorder)

    @contextmanager
    def _credit_watch_leaving(self):
        """Judge the transfers whose goods the block takes to a customer, unless that is being done further up."""
        leaving = self.filtered(lambda move: move.state not in ("done", "cancel") and move._credit_leaves())
        leaving._credit_refuse_loose()
        pickings = leaving.picking_id.filtered(lambda picking: not picking._credit_is_in_check())
        pickings._credit_require_delivery()
        with pickings._credit_in_check():
            yield

    def _credit_refuse_other_line(self, line_id):
        """Goods that are to leave stay those of their order: the customer, the price and the releases are that one's.

        :raise UserError: naming the transfer and the order
        """
        for move in self.filtered(lambda move: move.state not in ("done", "cancel") and move._credit_leaves()):
            line = move.sudo().sale_line_id
            # Another product belongs to no line: Odoo takes it off by itself.
            if not line or line.id == line_id or (not line_id and move.product_id != line.product_id):
                continue
            raise UserError(
                self.env._(
                    "%(product)s in %(transfer)s was sold by %(order)s: it can't be delivered for anything else.",
                    product=move.product_id.display_name,
                    transfer=move.picking_id.display_name or move.display_name,
                    order=line.order_id.name,
                )
            )

    def _credit_is_part(self):
        """Whether the move is a part of the kit that its order line sells."""
        return "bom_line_id" in self._fields and bool(self.sudo().bom_line_id)

    def _credit_value(self, quantity):
        """What goods of the move are worth with taxes, company currency.

        :param float quantity: in the unit of the move
        :return: of what was ordered, of what goes beyond it
        :rtype: tuple[float, float]
        """
        self.ensure_one()
        line = self.sale_line_id
        if not line or (self.product_id != line.product_id and not self._credit_is_part()):
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
