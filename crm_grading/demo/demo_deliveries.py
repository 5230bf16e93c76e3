from collections import Counter, defaultdict
from datetime import datetime, timedelta

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
        for move in moves.filtered(lambda move: move.quantity != move.product_uom_qty):
            move.quantity = move.product_uom_qty
        moves.picked = True
        pickings._action_done()

    def _load_deliveries(self, world):
        """Deliver what has left the house by today; a partial delivery leaves a backorder."""
        shipped = self._shipped(world)
        for batch in self._in_batches(shipped, "deliveries"):
            self._finish_pickings(self._create_deliveries(batch))
        for order in shipped:
            for line in order.record.order_line.filtered(lambda line: line.product_id.type == "service"):
                line.qty_delivered = line.product_uom_qty
        partial = [order for order in world.orders if order.fate == "partial"]
        for order in partial:
            picking = order.record.picking_ids
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty // 2
            picking.move_ids.picked = True
            picking._action_done()
        self._progress("%s partial deliveries", len(partial))

    def _create_deliveries(self, orders):
        """Make the deliveries of many orders in one go: as the stock rules would, which take a while for each order."""
        references = self.env["stock.reference"].create(
            [{"name": order.record.name, "sale_ids": [Command.link(order.record.id)]} for order in orders]
        )
        values = []
        for order, reference in zip(orders, references, strict=True):
            goods = order.record.order_line.filtered(lambda line: line.product_id.is_storable)
            if goods:
                values.append(self._prepare_delivery_values(goods, reference))
        pickings = self.env["stock.picking"].create(values)
        pickings.action_confirm()
        return pickings

    def _prepare_delivery_values(self, lines, reference):
        order = lines.order_id
        kind = order.warehouse_id.out_type_id
        place = {
            "picking_type_id": kind.id,
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": order.partner_shipping_id.property_stock_customer.id,
            "partner_id": order.partner_shipping_id.id,
            "origin": order.name,
        }
        moves = [
            dict(
                place,
                product_id=line.product_id.id,
                product_uom_qty=line.product_uom_qty,
                sale_line_id=line.id,
                reference_ids=[Command.set(reference.ids)],
            )
            for line in lines
        ]
        return dict(place, move_ids=[Command.create(move) for move in moves])
