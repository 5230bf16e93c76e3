from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

# code of the model, English and Chinese name, price, cost
CARS = [("XH15", "Comet 1.5T", "星河 1.5T 轿车", 128000, 112000), ("XHEV", "Comet EV", "星河 EV", 176000, 158000)]
# key, serial number, model, days in stock
STOCK = [
    ("sold", 100402, "XHEV", 34),
    ("kept", 100413, "XH15", 12),
    ("free", 100424, "XH15", 5),
    ("aged", 100435, "XHEV", 128),
    ("demo", 100446, "XH15", 210),
]
DEMO_PRICE = 98000
# key of the vehicle, or the model of a quotation; customer
SALES = [("sold", "罗文博"), ("kept", "汪晓梅"), ("XH15", "童磊")]
# code, English and Chinese name, price, cost, quantity on stock
PARTS = [("P-WIPER", "Wiper blade", "雨刮片", 89, 52, 40), ("P-PADS", "Brake pads", "刹车片", 460, 310, 1)]
# customer, lines (code, quantity), what becomes of it: all leaves the stock, what there is does, or it is a quotation
COUNTER = [
    ("虹桥汽修厂", [("P-WIPER", 4)], "all"),
    ("闵行汽车俱乐部", [("P-WIPER", 1), ("P-PADS", 2)], "part"),
    ("金桥物流车队", [("P-WIPER", 12)], "quotation"),
]


class CrmDemoCompany(models.AbstractModel):
    """What the station sells: vehicles by VIN, from the receipt to the handover, and parts over the counter."""

    _inherit = "crm.demo.company"

    def _auto_steps(self):
        sales = [self._load_cars, self._load_parts, self._load_car_sales, self._load_test_drives, self._load_counter]
        return [*super()._auto_steps(), *sales]

    # -- what there is to sell -----------------------------------------------------------------------------------------

    def _sold_product(self, world, name, local_name, price, cost, values):
        taxes = {"taxes_id": [Command.set(world.company.account_sale_tax_id.ids)]}
        values = {"type": "consu", "is_storable": True, "list_price": price, "standard_price": cost} | taxes | values
        return self._create_named("product.product", name, local_name, values)

    def _load_cars(self, world):
        """Vehicles came over the last months, each with its VIN as serial number."""
        products = world.notes["auto_cars"] = {}
        for code, name, local_name, price, cost in CARS:
            values = {"tracking": "serial", "is_vehicle": True, "vehicle_model_id": world.notes["auto_models"][code].id}
            products[code] = self._sold_product(world, name, local_name, price, cost, values)
        vehicles = world.notes["auto_stock"] = {}
        for key, serial, code, days in STOCK:
            day = datetime.combine(world.today - timedelta(days=days), time(2))
            picking = self._receive(world, {products[code]: 1}, day, self._demo_vin(serial))
            vehicles[key] = picking.move_ids.lot_ids._vehicle()
            rows = [(quant.id, day) for quant in picking.move_ids.lot_ids.quant_ids]
            self._update_from(SQL("stock_quant AS target SET in_date = v.b"), rows, ("int4", "timestamp"))
        self.env.invalidate_all()
        vehicles["demo"].write({"condition": "demo", "asking_price": DEMO_PRICE})
        self._progress("%s vehicles in stock", len(STOCK))

    def _load_parts(self, world):
        parts = world.notes["auto_parts"] = {}
        quantities = {}
        for code, name, local_name, price, cost, quantity in PARTS:
            parts[code] = self._sold_product(world, name, local_name, price, cost, {"default_code": code})
            quantities[parts[code]] = quantity
        self._receive(world, quantities, datetime.combine(world.today - timedelta(days=20), time(2)))

    def _receive(self, world, quantities, day, serial=None):
        """Take goods into the stock as of a day: {product: quantity}, with the serial number of a single one."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", world.company.id)], limit=1)
        kind = warehouse.in_type_id
        source, target = self.env.ref("stock.stock_location_suppliers"), kind.default_location_dest_id
        place = {"location_id": source.id, "location_dest_id": target.id}
        moves = [
            Command.create(place | {"product_id": product.id, "product_uom_qty": quantity})
            for product, quantity in quantities.items()
        ]
        picking = self.env["stock.picking"].create(place | {"picking_type_id": kind.id, "move_ids": moves})
        picking.action_confirm()
        if serial:
            picking.move_line_ids.unlink()
            line = place | {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": picking.product_id.id}
            self.env["stock.move.line"].create(line | {"quantity": 1, "lot_name": serial})
        self._finish_pickings(picking)
        self._set_moves_back(picking, day)
        return picking

    # -- what is sold --------------------------------------------------------------------------------------------------

    def _sell_at_station(self, world, customer, lines):
        """Return a quotation of the station to a new customer, as its people see it; lines are (product, quantity)."""
        partner = self.env["res.partner"].create({"name": customer, "country_id": self.env.ref("base.cn").id})
        rows = [Command.create({"product_id": product.id, "product_uom_qty": quantity}) for product, quantity in lines]
        values = {"partner_id": partner.id, "company_id": world.company.id, "order_line": rows}
        station = {"auto_station_id": world.notes["auto_station"].id}
        return self._as(world, "station", "sale.order").create(values | station)

    def _load_car_sales(self, world):
        """A vehicle was handed over today, one is kept for its buyer, a customer thinks about an offer."""
        cars, vehicles = world.notes["auto_cars"], world.notes["auto_stock"]
        orders = world.notes["auto_sales"] = {}
        for key, customer in SALES:
            vehicle = vehicles.get(key)
            code = next((row[2] for row in STOCK if row[0] == key), key)
            order = orders[key] = self._sell_at_station(world, customer, [(cars[code], 1)])
            if vehicle:
                order.action_confirm()
                order.order_line.vehicle_id = vehicle
        self._finish_pickings(orders["sold"].sudo().picking_ids)
        self._progress("%s orders of vehicles", len(SALES))

    def _load_test_drives(self, world):
        """The one with the offer drove this morning, the one whose car is kept drives again tomorrow."""
        orders, car = world.notes["auto_sales"], world.notes["auto_stock"]["demo"]
        morning = datetime.combine(world.today, time(1))
        drives = self._as(world, "station", "crm.test.drive")
        until = world.today + timedelta(days=900)
        values = {"station_id": world.notes["auto_station"].id, "vehicle_id": car.id, "licence_until": until}
        for number, key in enumerate(("XH15", "kept")):
            begin = morning + timedelta(days=number)
            span = {"planned_start": begin, "planned_end": begin + timedelta(hours=1)}
            who = {"partner_id": orders[key].partner_id.id, "licence_number": f"3101151990010{number}0018"}
            drives |= drives.create(values | span | who)
        first = drives[0]
        first.km_start = 1180
        first.action_check_licence()
        first.action_start()
        first.write({"km_end": 1197, "score": 4, "feedback": "后排空间满意，想再看看电动版"})
        first.action_return()

    def _load_counter(self, world):
        """Parts without a workshop job: a garage gets all of it, a club a part, a fleet has an offer."""
        parts = world.notes["auto_parts"]
        for customer, lines, end in COUNTER:
            order = self._sell_at_station(world, customer, [(parts[code], quantity) for code, quantity in lines])
            if end == "quotation":
                continue
            order.action_confirm()
            picking = order.sudo().picking_ids
            for move in picking.move_ids if end == "part" else ():
                move.quantity = min(move.product_uom_qty, move.product_id.qty_available)
            if end == "all":
                self._finish_pickings(picking)
            else:
                picking.move_ids.picked = True
                picking._action_done()
        self._progress("%s sales over the counter", len(COUNTER))
