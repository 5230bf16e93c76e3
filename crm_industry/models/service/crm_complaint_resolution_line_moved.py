from odoo import api, fields, models
from odoo.exceptions import UserError

OVER = ("done", "cancel")
NOT_SETTLED = {"dropped_quantity": 0.0, "kept_quantity": 0.0}


class CrmComplaintResolutionLine(models.Model):
    """What has become of the goods: how much has left, has come back, and is still open. Quantities are in the unit of the
    product; all of it is read in sudo."""

    _inherit = "crm.complaint.resolution.line"

    dropped_quantity = fields.Float(
        string="Taken Down",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Approved, but not sent after all: a service manager said why.",
    )
    kept_quantity = fields.Float(
        string="Kept by the Customer",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Exchanged goods that need not come back: finance said why.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_SETTLED

    def _approved_quantity(self):
        """Return how much the customer is to get."""
        return self.quantity - self.dropped_quantity

    def _sum_approved(self):
        """Return how much the customer is to get of one product by these lines."""
        return sum(line._approved_quantity() for line in self)

    def _value_sold(self):
        """What was taken down is not given."""
        return super()._value_sold() * self._approved_quantity() / self.quantity

    def _sum_moves(self, moves):
        """Return the quantity of moves: of those that are done what has moved, else what is asked for."""
        unit = self.product_id.uom_id
        return sum(
            move.product_uom._compute_quantity(move.quantity if move.state == "done" else move.product_uom_qty, unit, round=False)
            for move in moves
        )

    def _is_parcel_back(self, move):
        """Whether a move brings back what was sent and not delivered: it is sent again."""
        return move.origin_returned_move_id.complaint_line_id == self

    def _outward(self):
        """Return the moves that bring goods to the customer."""
        return self.move_ids.filtered(lambda move: move.location_dest_id._is_outgoing() and move.state != "cancel")

    def _inward(self):
        """Return the moves that bring the customer's goods back."""
        return self.move_ids.filtered(
            lambda move: (
                move.location_id._is_outgoing()
                and not move.location_dest_id._is_outgoing()
                and move.state != "cancel"
                and not self._is_parcel_back(move)
            )
        )

    def _sent(self):
        """Return how much has left; a parcel that came back undelivered has not."""
        parcels = self.move_ids.filtered(lambda move: move.state == "done" and self._is_parcel_back(move))
        return self._sum_moves(self._outward().filtered(lambda move: move.state == "done")) - self._sum_moves(parcels)

    def _came_back(self, unit=None):
        """Return how much of the goods has come back from the customer.

        :param unit: uom.uom of the result, by default that of the product
        """
        quantity = self._sum_moves(self._inward().filtered(lambda move: move.state == "done"))
        return self.product_id.uom_id._compute_quantity(quantity, unit, round=False) if unit else quantity

    def _may_leave(self):
        """Return how much may leave altogether: what is approved, with an exchange no more than came back or is about to."""
        if self.resolution_id.kind != "exchange":
            return self._approved_quantity()
        return min(self._approved_quantity(), self._sum_moves(self._inward()) + self.kept_quantity)

    def _is_settled(self):
        """Whether the customer has got all that is approved, and an exchange has brought back as much."""
        compare, sent = self.product_id.uom_id.compare, self._sent()
        back = self.resolution_id.kind != "exchange" or compare(self._came_back() + self.kept_quantity, sent) >= 0
        return back and compare(sent, self._approved_quantity()) >= 0

    def _check_sent(self):
        """:raise UserError: more has left for the customer than was approved, or than came back for it"""
        unit, sent = self.product_id.uom_id, self._sent()
        figures = {
            "resolution": self.resolution_id.display_name,
            "product": self.product_id.display_name,
            "sent": f"{sent:g}",
            "approved": f"{self._approved_quantity():g}",
        }
        if unit.compare(sent, self._approved_quantity()) > 0:
            raise UserError(
                self.env._("%(resolution)s: %(sent)s of %(product)s would leave, but only %(approved)s are approved.", **figures)
            )
        if unit.compare(sent, self._may_leave()) > 0:
            raise UserError(
                self.env._(
                    "%(resolution)s is an exchange: for %(sent)s of %(product)s that leave only %(back)s came back or are"
                    " awaited. Keep the return open, or let finance say that the customer keeps them.",
                    back=f"{self._may_leave():g}",
                    **figures,
                )
            )

    def _missing_quantity(self):
        """Return how much is approved, has not left and is on no transfer; nothing while a parcel is on its way back."""
        if any(move.state not in OVER and self._is_parcel_back(move) for move in self.move_ids):
            return 0.0
        missing = self._approved_quantity() - self._sent() - self._on_the_way()
        return missing if self.product_id.uom_id.compare(missing, 0) > 0 else 0.0

    def _sendable_quantity(self):
        """Return how much more may be put on transfers to the customer."""
        return self._may_leave() - self._sent() - self._on_the_way()

    def _on_the_way(self):
        """Return how much is on transfers that bring it to the customer, at whichever step."""
        return self._sum_moves(
            self.move_ids.filtered(
                lambda move: (
                    move.state not in OVER
                    and (
                        move.location_dest_id._is_outgoing() or (move.location_final_id and move.location_final_id._is_outgoing())
                    )
                )
            )
        )

    def _owed_quantity(self):
        """Return how much more has left than has come back in exchange."""
        owed = self._sent() - self._came_back() - self.kept_quantity
        return owed if self.resolution_id.kind == "exchange" and self.product_id.uom_id.compare(owed, 0) > 0 else 0.0
