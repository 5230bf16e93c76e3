from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestPartsCounter(AutoCommon):
    """Parts are sold over the counter of a station, by its people alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter.is_storable = True
        cls.warehouse = cls.env["stock.warehouse"].create({"name": "Pudong parts", "code": "PDP", "company_id": cls.company.id})
        cls.station.warehouse_id = cls.warehouse
        cls.action = cls.env.ref("crm_industry.sale_order_action_counter")

    def sell(self, *lines, user=None, station=None, **values):
        """Make a quotation; lines are (product, quantity)."""
        rows = [Command.create({"product_id": product.id, "product_uom_qty": quantity}) for product, quantity in lines]
        defaults = {"partner_id": self.buyer.id, "auto_station_id": (station or self.station).id, "order_line": rows}
        return self.env["sale.order"].with_user(user or self.station_user).create(defaults | values)

    def at_counter(self, user=None):
        return self.env["sale.order"].with_user(user or self.station_user).search(safe_eval(self.action.domain))

    def test_from_the_warehouse_of_the_station(self):
        order = self.sell((self.filter, 2))
        self.assertEqual((order.warehouse_id, order.auto_station_id), (self.warehouse, self.station))
        order.action_confirm()
        self.assertEqual(order.sudo().picking_ids.picking_type_id.warehouse_id, self.warehouse)

    def test_orders_of_the_counter(self):
        order = self.sell((self.filter, 1))
        job = self.make_job(operation_ids=[(6, 0, self.oil_change.ids)])
        job.action_make_order()
        values = {"name": "Comet", "is_storable": True, "tracking": "serial", "is_vehicle": True}
        comet = self.env["product.product"].create(values)
        self.sell((comet, 1))
        self.env["sale.order"].with_user(self.station_user).create({"partner_id": self.buyer.id})
        self.assertEqual(self.at_counter(), order)
        self.assertEqual(self.at_counter(self.technician), order)
        self.assertFalse(self.at_counter(self.second_user))
        order.with_user(self.technician).note = "paid in cash"

    def test_the_menu_begins_at_the_own_station(self):
        self.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        orders = self.env["sale.order"].with_user(self.second_user)
        context = safe_eval(self.action.context)
        with Form(orders.with_context(**context)) as form:
            form.partner_id = self.buyer
            self.assertEqual(form.auto_station_id, self.second_station)
        self.assertEqual(form.record.auto_station_id, self.second_station)
        self.assertFalse(orders.create({"partner_id": self.buyer.id}).auto_station_id)
        self.assertEqual(form.record.copy().auto_station_id, self.second_station)
        self.assertFalse(orders.browse(form.record.id).copy().auto_station_id)

    def test_own_stations_only(self):
        with self.assertRaisesRegex(ValidationError, "Pudong"), self.cr.savepoint():
            self.sell(user=self.other_station_user)
        for user in (self.second_user, self.salesperson):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.sell(user=user)
            with self.assertRaises(AccessError), self.cr.savepoint():
                default = {"default_auto_station_id": self.station.id}
                self.env["sale.order"].with_user(user).with_context(**default).create({"partner_id": self.buyer.id})
            own = self.env["sale.order"].with_user(user).create({"partner_id": self.buyer.id})
            with self.assertRaises(AccessError), self.cr.savepoint():
                own.auto_station_id = self.station
        order = self.sell()
        with self.assertRaises(AccessError), self.cr.savepoint():
            order.auto_station_id = self.second_station
        order.sudo().user_id = self.salesperson
        with self.assertRaises(AccessError), self.cr.savepoint():
            order.with_user(self.salesperson).auto_station_id = False
        self.assertEqual(order.auto_station_id, self.station)
        order.sudo().user_id = self.auto_manager
        order.with_user(self.auto_manager).auto_station_id = self.second_station
        self.assertFalse(self.at_counter())

    def test_of_the_same_company(self):
        self.auto_manager.company_ids |= self.other_company
        manager = self.auto_manager
        both = {"allowed_company_ids": (self.company | self.other_company).ids}
        orders = self.env["sale.order"].with_user(manager).with_context(**both)
        values = {"partner_id": self.buyer.id, "company_id": self.company.id}
        with self.assertRaisesRegex(ValidationError, "Far Away"), self.cr.savepoint():
            orders.create(values | {"auto_station_id": self.other_station.id})
        order = orders.create(values | {"auto_station_id": self.station.id})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            order.auto_station_id = self.other_station

    def test_stays_once_confirmed(self):
        order = self.sell((self.filter, 1))
        order.action_confirm()
        for user in (self.station_user, self.auto_manager):
            order.sudo().user_id = user
            with self.assertRaisesRegex(UserError, order.name), self.cr.savepoint():
                order.with_user(user).auto_station_id = False
        with self.assertRaisesRegex(UserError, order.name):
            order.with_user(self.auto_manager).auto_station_id = self.second_station
        order.with_user(self.auto_manager).write({"auto_station_id": self.station.id, "note": "the same"})

    def test_the_station_of_a_job_stays(self):
        job = self.make_job(operation_ids=[(6, 0, self.oil_change.ids)])
        job.action_make_order()
        self.assertEqual(job.sale_order_id.auto_station_id, self.station)
        job.sale_order_id.sudo().user_id = self.auto_manager
        with self.assertRaisesRegex(UserError, "job"):
            job.sale_order_id.with_user(self.auto_manager).auto_station_id = self.second_station
        job.with_user(self.auto_manager).station_id = self.second_station
        self.assertEqual(job.sale_order_id.sudo().auto_station_id, self.second_station)

    # -- the fill rate -------------------------------------------------------------------------------------------------

    def test_fill_rate_of_the_counter(self):
        belt = self.env["product.product"].create({"name": "Belt", "type": "consu", "is_storable": True})
        stock = self.warehouse.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.filter, stock, 100)
        self.env["stock.quant"]._update_available_quantity(belt, stock, 1)
        # 3 lines of parts and one of labour: two parts leave at once, of the third 1 of 3, the rest two days later
        late = self.sell((self.filter, 2), (belt, 3), (self.filter, 1), (self.labour, 1))
        late.action_confirm()
        picking = late.sudo().picking_ids
        picking.move_ids.picked = True
        for move in picking.move_ids:
            move.quantity = min(move.product_uom_qty, 1 if move.product_id == belt else 9)
        picking._action_done()
        with freeze_time("2026-03-18 04:00:00"):
            rest = late.sudo().picking_ids - picking
            rest.move_ids.write({"quantity": 2, "picked": True})
            rest._action_done()
        self.sell((self.filter, 1)).action_cancel()
        self.sell((self.filter, 1))
        waiting = self.sell((belt, 1))
        waiting.action_confirm()
        figures = self.env["crm.auto.analysis"].with_user(self.station_manager)
        domain = [("station_id", "=", self.station.id), ("topic", "=", "counter")]
        measures = ["part_lines:sum", "part_lines_filled:sum", "fill_rate:sum", "__count"]
        [(lines, filled, rate, count)] = figures._read_group(domain, [], measures)
        self.assertEqual((lines, filled, rate, count), (4, 2, 50, 2))
        rows = figures.search(domain)
        self.assertEqual({str(row.date) for row in rows}, {"2026-03-16"})
        self.assertEqual((rows.company_id, rows.partner_id), (self.company, self.buyer))
        self.assertEqual(len(set(figures.search([]).ids)), figures.search_count([]))
