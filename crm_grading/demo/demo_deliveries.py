from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from . import catalogue


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_stock(self, world):
        """Receive the goods from the suppliers, each quarter what will be sold in it and some more."""
        quarters = defaultdict(Counter)
        for order in world.orders:
            day = order.date.date()
            quarters[day.year, (day.month - 1) // 3].update(dict(order.lines))
        receipts = []
        for (year, quarter), quantities in sorted(quarters.items()):
            day = datetime(year, 3 * quarter + 1, 1, 1, 30) - timedelta(days=5)
            for trade, rows in catalogue.PRODUCTS.items():
                goods = {row[0]: quantities[row[0]] for row in rows if quantities[row[0]] and trade != "service"}
                if goods:
                    receipts.append((day, self._prepare_receipt_values(world, trade, goods, day)))
        pickings = self.env["stock.picking"].create([values for _day, values in receipts])
        pickings.action_confirm()
        self._finish_pickings(pickings)
        world.receipts = list(zip([day for day, _values in receipts], pickings, strict=True))
        self._progress("%s receipts", len(pickings))

    def _prepare_receipt_values(self, world, trade, goods, day):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", world.company.id)], limit=1)
        kind = warehouse.in_type_id
        supplier = self._ref(f"supplier_{trade}")
        place = {
            "location_id": supplier.property_stock_supplier.id,
            "location_dest_id": kind.default_location_dest_id.id,
        }
        moves = [
            dict(place, product_id=world.products[code].id, product_uom_qty=quantity + max(2, quantity // 12))
            for code, quantity in goods.items()
        ]
        return dict(
            place,
            picking_type_id=kind.id,
            partner_id=supplier.id,
            scheduled_date=day,
            move_ids=[Command.create(move) for move in moves],
        )

    def _finish_pickings(self, pickings):
        """Move what was asked for."""
        moves = pickings.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in moves:
            move.quantity = move.product_uom_qty
        moves.picked = True
        pickings._action_done()

    def _load_deliveries(self, world):
        """Deliver what has left the house by today; a partial delivery leaves a backorder."""
        delivered = [order for order in world.orders if order.delivered and order.record.picking_ids]
        partial = [order for order in delivered if order.fate == "partial"]
        full = self._pickings([order for order in delivered if order.fate != "partial"])
        self._finish_pickings(full)
        for order in partial:
            for move in order.record.picking_ids.move_ids:
                move.quantity = move.product_uom_qty // 2
            order.record.picking_ids.move_ids.picked = True
        self._pickings(partial)._action_done()
        self._progress("%s deliveries, %s of them partial", len(delivered), len(partial))

    def _pickings(self, orders):
        return self.env["stock.picking"].union(*[order.record.picking_ids for order in orders])
