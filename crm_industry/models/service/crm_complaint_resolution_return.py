from odoo import models
from odoo.exceptions import UserError

from .goods_value import sold_line

RETURNS = ("exchange", "refund")


class CrmComplaintResolution(models.Model):
    """Exchange, and return with refund: the goods come back by Odoo's own return of the order's delivery, so that the order
    knows what its customer has kept."""

    _inherit = "crm.complaint.resolution"

    def _check_proposal(self):
        result = super()._check_proposal()
        if self.kind in RETURNS:
            self._returns_by_picking()
        return result

    def _carry_out(self):
        if self.kind not in RETURNS:
            return super()._carry_out()
        # Before the first read that decides: two complaints may be about the same delivery.
        orders = self.sudo().line_ids.order_line_id.order_id | self.sudo().complaint_id.order_id
        self.env["crm.capacity.lock"]._lock_capacity(f"complaint_return:{order.id}" for order in orders)
        # sudo: who approves it need not be of the warehouse
        for picking, wanted in self.sudo().with_company(self.company_id)._returns_by_picking().items():
            wizard = self._prepare_return(picking, wanted)
            if self.kind == "exchange":
                wizard.action_create_exchanges()
            else:
                wizard.action_create_returns()

    def _prepare_return(self, picking, wanted):
        """Return Odoo's wizard, filled in for some of the moves of a transfer.

        :param wanted: {move: (line of this resolution, quantity in the unit of the move)}
        """
        wizard = self.env["stock.return.picking"].sudo().with_company(self.company_id).create({"picking_id": picking.id})
        for row in wizard.product_return_moves:
            line, quantity = wanted.get(row.move_id, (None, 0.0))
            row.quantity = quantity
            row.complaint_line_id = line and line.id
        return wizard

    def _returns_by_picking(self):
        """Return which deliveries the goods came with, the latest first.

        :return: {transfer: {move: (line, quantity in the unit of the move)}}
        :raise UserError: less was delivered, or is still with the customer
        """
        self.ensure_one()
        # sudo: agents need not see orders and transfers
        resolution = self.sudo()
        result, taken = {}, {}
        for line in resolution.line_ids:
            missing = line.quantity
            for move in resolution._delivered_moves(line):
                unit = line.product_id.uom_id
                free = resolution._still_there(move) - taken.get(move, 0.0)
                part = min(missing, free)
                # One move for one line: two lines of a product are two requests.
                if unit.compare(part, 0) <= 0 or move in result.get(move.picking_id, {}):
                    continue
                result.setdefault(move.picking_id, {})[move] = (line, unit._compute_quantity(part, move.product_uom))
                taken[move] = taken.get(move, 0.0) + part
                missing -= part
            if line.product_id.uom_id.compare(missing, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(goods)s: the deliveries of the order don't cover it, nothing more can come back.",
                        goods=line.display_name,
                    )
                )
        return result

    def _delivered_moves(self, line):
        """Return the moves by which the goods of a line reached the customer with the order, the latest first."""
        sold = sold_line(line, self.complaint_id.order_id)
        moves = sold.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.product_id == line.product_id
                and move.location_dest_id._is_outgoing()
                and not move.location_id._is_outgoing()
                and (not line.lot_id or line.lot_id in move.move_line_ids.lot_id)
            )
        )
        return moves.sorted(lambda move: (move.date, move.id), reverse=True)

    def _still_there(self, move):
        """Return how much of a delivery has not come back and is not about to, in the unit of the product."""
        back = move.returned_move_ids.filtered(lambda each: each.state != "cancel")
        quantities = [
            each.product_uom._compute_quantity(
                each.quantity if each.state == "done" else each.product_uom_qty, move.product_id.uom_id
            )
            for each in back
        ]
        return move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id) - sum(quantities)

    def _prepare_replacement(self, line, reference, quantity):
        """The rest of an exchange counts for the order, as what came back does."""
        need = super()._prepare_replacement(line, reference, quantity)
        if self.kind == "exchange":
            need.values["sale_line_id"] = sold_line(line, self.complaint_id.order_id).id
        return need

    def _goods_arrived(self):
        """A refund needs the goods, the other kinds are about what the customer gets."""
        return bool(self._goods_returned()) if self.kind == "refund" else super()._goods_arrived()

    def _goods_complete(self):
        """Refund what has come back."""
        if self.kind == "refund":
            self._refund_returned()
        else:
            return super()._goods_complete()
