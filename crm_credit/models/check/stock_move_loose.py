from odoo import models
from odoo.exceptions import UserError

# Kinds of transfers that a customer need not be named on: sales over a counter are paid at once.
DELIVERIES = ("outgoing", "dropship")


class StockMove(models.Model):
    """Goods that would leave for a customer otherwise than by a delivery: nobody could be asked for what they are worth."""

    _inherit = "stock.move"

    def _credit_is_loose(self):
        """Whether the move to a customer is neither a delivery nor tells its customer; extend by super with exceptions.

        Scrap and counts are none, nor are transfers within the warehouse that name nobody, nor moves without a transfer.
        """
        self.ensure_one()
        if "repair_id" in self._fields and self.repair_id:
            # What was repaired has been the customer's own all the time.
            return False
        picking = self.picking_id
        if not picking or self.scrap_id or self.is_inventory:
            return True
        return picking.picking_type_id.code not in DELIVERIES and not picking._credit_partner()

    def _credit_refuse_loose(self):
        """Refuse moves to customers that are no deliveries, wherever deliveries are checked.

        :raise UserError: naming the goods and where they were to go
        """
        for company, moves in self.sudo().grouped(lambda move: move.company_id.root_id).items():
            loose = moves.filtered(lambda move: move._credit_is_loose())
            if loose and self.env["crm.credit.check"]._credit_policy("delivery", company).mode != "off":
                raise UserError(
                    self.env._(
                        "%(product)s can't leave for %(location)s this way: goods go to customers by a delivery, so that their"
                        " credit is checked.",
                        product=loose[0].product_id.display_name,
                        location=loose[0]._credit_way_out().display_name,
                    )
                )

    def _credit_way_out(self):
        """Return the location through which the goods leave."""
        places = self.location_dest_id | self.move_line_ids.location_dest_id
        return places.filtered(lambda place: place.usage in ("customer", "transit"))[:1]
