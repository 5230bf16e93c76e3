from odoo import models


class StockMove(models.Model):
    """Deliveries of vehicles hand them over, returns take them back, receipts take them into the file."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """:raise UserError: another vehicle would be delivered than the one that is kept for the order"""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: people of the warehouse hand over without the rights of sellers and stations
        vehicles = moves.sudo().filtered(lambda move: move.state == "done" and move.product_id.is_vehicle)
        for move in vehicles:
            lots = move.move_line_ids.filtered("quantity").lot_id
            move._vehicles_moved(lots)
        return moves

    def _vehicles_moved(self, lots):
        """Vehicles have left for a customer, come back from one, or come into the stock. Extend by super."""
        self.ensure_one()
        source, target = self.location_id.usage, self.location_dest_id.usage
        if target == "customer" and self.sale_line_id:
            self.sale_line_id._hand_over(lots)
        elif source == "customer" and self.sale_line_id:
            self.sale_line_id._take_back(lots)
        elif target == "internal" and source != "internal":
            for lot in lots:
                vehicle = lot._vehicle(create=True)
                if vehicle.lot_id != lot:
                    vehicle._guarded_write({"lot_id": lot.id})

    def _update_reserved_quantity(self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True):
        """What is kept for an order is reserved for it, and nothing else."""
        # sudo: of whatever order
        lot_id = lot_id or self.sudo().sale_line_id.vehicle_id.lot_id
        return super()._update_reserved_quantity(need, location_id, lot_id, package_id, owner_id, strict)
