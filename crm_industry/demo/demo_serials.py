from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from odoo.addons.crm_grading.demo.demo_world import DemoOrder, DemoPayment

# code, English name, Chinese name, list price, cost, category, tracking
GOODS = [
    ("TX-X30", "Xingchen X30 5G Smartphone", "星辰 X30 5G 智能手机", 2999, 2480, "telecom", "serial"),
    ("TX-X10", "Xingchen X10 Smartphone (old)", "星辰 X10 智能手机(老款)", 1599, 1280, "telecom", "none"),
    ("QP-NAV", "Car Navigation 9 inch", "9 英寸车载导航仪", 860, 590, "auto", "none"),
]
SERIAL = "TX-X30"
# what nobody bought any more: code, quantity, days ago
LEFT_OVER = [("TX-X10", 60, 268), ("QP-NAV", 35, 142)]
ROUNDS = 6
RECEIVED = 132


class CrmDemoCompany(models.AbstractModel):
    """Phones with serial numbers that the distributors buy every other week, and goods that lie about."""

    _inherit = "crm.demo.company"

    def _load_products(self, world):
        result = super()._load_products(world)
        for code, name, local_name, price, cost, trade, tracking in GOODS:
            values = {
                "default_code": code,
                "list_price": price,
                "standard_price": cost,
                "categ_id": self._ref(f"category_{trade}").id,
                "is_storable": True,
                "tracking": tracking,
                "invoice_policy": "order",
                "taxes_id": [Command.set(world.company.account_sale_tax_id.ids)],
                "supplier_taxes_id": [Command.set(world.company.account_purchase_tax_id.ids)],
            }
            world.products[code] = self._create_named("product.product", name, local_name, values)
        return result

    def _load_orders(self, world):
        """The distributors order phones."""
        result = super()._load_orders(world)
        orders = [
            self._plan_serial_order(world, dealer, number, turn)
            for turn in range(ROUNDS)
            for number, dealer in enumerate(world.notes["mains"])
        ]
        self._add_orders(world, orders)
        return result

    def _plan_serial_order(self, world, dealer, number, turn):
        day = self._working_day(world.day(120 - 20 * turn - number))
        moment = datetime.combine(day, time(2, 10 + 5 * number))
        order = DemoOrder(dealer, moment, [(SERIAL, 8 + 2 * ((3 * number + 2 * turn) % 5))], fate="serial")
        order.delivered = day + timedelta(days=1)
        order.invoiced = day + timedelta(days=2)
        paid = order.invoiced + timedelta(days=25)
        order.payment = DemoPayment(paid) if paid <= world.today else None
        return order

    def _load_stock(self, world):
        """Receive the phones with their serial numbers, and long ago what is left over."""
        result = super()._load_stock(world)
        for code, quantity, ago in LEFT_OVER:
            day = datetime.combine(world.day(ago), time(1, 30))
            trade = "auto" if code.startswith("QP") else "telecom"
            picking = self.env["stock.picking"].create(self._prepare_receipt_values(world, trade, {code: quantity}, day))
            picking.move_ids.product_uom_qty = quantity
            picking.action_confirm()
            self._finish_pickings(picking)
            world.receipts.append((day, picking))
        self._receive_serials(world)
        return result

    def _receive_serials(self, world):
        needed = sum(quantity for order in world.orders for code, quantity in order.lines if code == SERIAL)
        day = datetime.combine(world.day(RECEIVED), time(1, 30))
        picking = self.env["stock.picking"].create(self._prepare_receipt_values(world, "telecom", {SERIAL: needed}, day))
        picking.action_confirm()
        move = picking.move_ids
        place = {
            "picking_id": picking.id,
            "move_id": move.id,
            "product_id": move.product_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "quantity": 1,
        }
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [dict(place, lot_name=f"8626{1000003 + 97 * number:011}") for number in range(int(move.product_uom_qty))]
        )
        self._finish_pickings(picking)
        world.receipts.append((day, picking))

    def _load_invoices(self, world):
        result = super()._load_invoices(world)
        orders = [order for order in world.orders if order.fate == "serial" and order.invoiced <= world.today]
        moves = self.env["account.move"].create([self._prepare_invoice_values(order) for order in orders])
        moves._post(soft=False)
        for order, move in zip(orders, moves, strict=True):
            order.invoice = move
        return result

    def _serials_of(self, dealer):
        """Return [(serial number, day shipped)] of what a dealer got, the latest first."""
        lines = self.env["stock.move.line"].search(
            [
                ("state", "=", "done"),
                ("lot_id", "!=", False),
                ("picking_id.partner_id", "child_of", dealer.id),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="date desc, id",
        )
        return [(line.lot_id.name, line.date.date()) for line in lines]
