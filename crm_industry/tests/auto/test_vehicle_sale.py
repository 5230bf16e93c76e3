from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .auto_common import NOON
from .vehicle_sale_common import VehicleSaleCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicleSale(VehicleSaleCommon):
    """Vehicles on orders: kept once, after the deposit; the delivery makes the owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._business_today()
        cls.vehicle = cls.make_stock()
        cls.order = cls.make_order(cls.vehicle)

    # -- keeping -------------------------------------------------------------------------------------------------------

    def test_kept_for_one_order(self):
        with self.assertRaisesRegex(ValidationError, self.order.name), self.cr.savepoint():
            self.make_order(self.vehicle)
        self.assertEqual(self.vehicle.kept_for, self.order.name)
        self.assertNotIn(self.vehicle, self.env["crm.vehicle"].search([("kept_for_line", "=", False)]))
        self.order._action_cancel()
        self.assertFalse(self.order.order_line.vehicle_id)
        self.assertEqual(self.make_order(self.vehicle).order_line.vehicle_id, self.vehicle)
        self.order.action_draft()

    def test_kept_once_in_the_database(self):
        other = self.make_order().order_line
        query = SQL("UPDATE sale_order_line SET vehicle_id = %s WHERE id = %s", self.vehicle.id, other.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env.cr.execute(query)

    def test_the_model_fits(self):
        other = self.env["crm.vehicle.model"].create({"name": "Meteor", "brand_id": self.brand.id})
        meteor = self.make_vehicle_product("Meteor", other)
        vehicle = self.make_stock()
        with self.assertRaisesRegex(ValidationError, "Comet"), self.cr.savepoint():
            self.make_order(vehicle, meteor)
        self.assertTrue(self.make_order(vehicle, self.make_vehicle_product("Any", None)))

    def test_what_is_sold_is_not_kept(self):
        vehicle = self.make_vehicle(self.make_customer("Li Na", is_company=False))
        with self.assertRaisesRegex(ValidationError, "Li Na"), self.cr.savepoint():
            self.make_order(vehicle)
        vehicle = self.make_vehicle(delivery_date="2025-01-01")
        self.assertTrue(vehicle.sold)
        with self.assertRaises(ValidationError):
            self.make_order(vehicle)
        own = self.make_vehicle(self.company.partner_id, condition="demo")
        self.assertFalse(own.sold)
        self.assertEqual(self.env["crm.vehicle"].search([("id", "in", (vehicle | own).ids), ("sold", "=", False)]), own)
        self.make_order(own)

    def test_one_line_each(self):
        order = self.make_order(None, quantity=3)
        with self.assertRaises(ValidationError):
            order.order_line.vehicle_id = self.make_stock()
        order.action_split_vehicles()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [1, 1, 1])
        with self.assertRaises(ValidationError):
            self.order.order_line.product_uom_qty = 2
        with self.assertRaises(ValidationError):
            self.make_order(self.vehicle, self.filter)

    def test_products(self):
        with self.assertRaises(ValidationError):
            self.filter.is_vehicle = True
        with self.assertRaises(ValidationError):
            self.env["stock.lot"].create({"name": "SOMETHING", "product_id": self.comet.id})

    # -- the deposit ---------------------------------------------------------------------------------------------------

    def test_no_vehicle_without_a_deposit(self):
        self.company.auto_deposit_policy = "block"
        order = self.make_order()
        order.action_confirm()
        vehicle = self.make_stock()
        with self.assertRaisesRegex(UserError, order.name), self.cr.savepoint():
            order.order_line.vehicle_id = vehicle
        self.assertEqual(order.auto_deposit_required, 10000)
        self.pay_deposit(order, 4)
        self.assertEqual(order.auto_deposit_paid, 4000)
        self.assertTrue(order.auto_deposit_note)
        self.pay_deposit(order, 6)
        order.order_line[0].vehicle_id = vehicle
        self.assertEqual(order.auto_deposit_paid, 10000)
        self.assertFalse(order.auto_deposit_note)

    def test_a_warning_is_kept(self):
        self.company.auto_deposit_policy = "warn"
        order = self.make_order(self.make_stock())
        self.assertIn(order.name, order.message_ids[0].body)

    def test_managers_ask_for_less(self):
        order = self.make_order().with_user(self.salesperson)
        order.sudo().user_id = self.salesperson
        with self.assertRaises(AccessError):
            order.auto_deposit_percent = 5
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.salesperson).create({"partner_id": self.buyer.id, "auto_deposit_percent": 5})
        order.auto_deposit_percent = 50
        order.sudo().user_id = self.auto_manager
        order.with_user(self.auto_manager).auto_deposit_percent = 5

    # -- delivery ------------------------------------------------------------------------------------------------------

    def test_the_delivery_makes_the_owner(self):
        self.make_stock()
        self.order.action_confirm()
        self.deliver(self.order)
        self.assertEqual((self.vehicle.owner_id, self.vehicle.lot_id.name), (self.buyer, self.vehicle.vin))
        self.assertEqual((self.vehicle.delivery_date, self.vehicle.first_sale_date), (self.today, self.today))
        self.assertEqual(self.vehicle.first_price, 100000)
        self.assertTrue(self.vehicle.repair_until and self.vehicle.maintenance_due_on)
        self.assertFalse(self.vehicle.kept_for)
        with self.assertRaises(UserError):
            self.order.order_line.vehicle_id = False
        with self.assertRaises(AccessError):
            self.order.order_line.with_user(self.auto_manager).vehicle_delivered_on = False
        with self.assertRaisesRegex(ValidationError, "Zhang Wei"), self.cr.savepoint():
            self.make_order(self.vehicle)

    def test_another_vehicle_is_not_delivered(self):
        other = self.make_stock()
        self.order.action_confirm()
        with self.assertRaisesRegex(UserError, other.vin), self.cr.savepoint():
            self.deliver(self.order, other.lot_id)
        self.order.order_line.vehicle_id = other
        self.deliver(self.order)
        self.assertEqual(other.owner_id, self.buyer)
        self.assertFalse(self.vehicle.owner_id)

    def test_the_delivered_vehicle_is_linked_or_created(self):
        number = self.next_vin()
        lot = self.env["stock.lot"].create({"name": f" {number.lower()}", "product_id": self.comet.id})
        self.env["stock.quant"]._update_available_quantity(self.comet, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.make_order()
        order.action_confirm()
        self.deliver(order, lot)
        vehicle = self.env["crm.vehicle"]._of_vin(number)
        self.assertEqual((vehicle, vehicle.model_id, vehicle.owner_id), (order.order_line.vehicle_id, self.model, self.buyer))

    def test_what_is_kept_for_another_is_not_delivered(self):
        order = self.make_order()
        order.action_confirm()
        with self.assertRaisesRegex(ValidationError, self.order.name), self.cr.savepoint():
            self.deliver(order, self.vehicle.lot_id)

    def test_the_warranty_counts_from_the_invoice(self):
        self.order.action_confirm()
        self.deliver(self.order)
        with freeze_time("2026-03-20 04:00:00"):
            invoice = self.order._create_invoices()
            invoice.invoice_date = "2026-03-20"
            invoice.action_post()
        self.assertEqual(str(self.vehicle.first_sale_date), "2026-03-20")
        self.assertEqual(self.vehicle.delivery_date, self.today)

    def test_a_return_undoes_it(self):
        self.order.action_confirm()
        self.deliver(self.order)
        self.give_back(self.order)
        self.assertFalse(self.vehicle.owner_id or self.vehicle.first_sale_date or self.vehicle.delivery_date)
        self.assertFalse(self.vehicle.party_ids)
        self.assertEqual(self.vehicle.kept_for, self.order.name)
        self.order.order_line.vehicle_id = False
        other = self.make_order(self.vehicle)
        other.action_confirm()
        self.deliver(other)
        self.assertEqual(self.vehicle.owner_id, self.buyer)

    def test_what_was_driven_comes_back_used(self):
        self.order.action_confirm()
        self.deliver(self.order)
        self.env["crm.vehicle.plate"].create(
            {
                "vehicle_id": self.vehicle.id,
                "plate": "沪A12345",
                "date_from": self.today,
                "country_id": self.env.ref("base.cn").id,
            }
        )
        with freeze_time("2026-04-16 04:00:00"):
            self.give_back(self.order)
            self.assertFalse(self.vehicle.owner_id)
            self.assertEqual(str(self.vehicle.party_ids.date_to), "2026-04-15")
        self.assertEqual((self.vehicle.condition, self.vehicle.first_sale_date), ("used", self.today))

    def test_in_a_workshop_early_in_the_morning(self):
        with freeze_time("2026-03-16 22:30:00"):  # half past six of the 17th in Shanghai
            self.order.action_confirm()
            self.deliver(self.order)
            self.assertEqual(str(self.vehicle.delivery_date), "2026-03-17")
            job = self.make_job(self.vehicle, km=10)
            job.check_ids.result = "ok"
            job.action_receive()
        with freeze_time("2026-03-20 04:00:00"):
            self.give_back(self.order)
        self.assertEqual(self.vehicle.condition, "used")

    def test_not_from_somebody_else(self):
        self.order.action_confirm()
        self.deliver(self.order)
        with freeze_time("2026-04-16 04:00:00"):
            self.vehicle._transfer(self.make_customer("Li Na", is_company=False))
            with self.assertRaisesRegex(UserError, "Li Na"), self.cr.savepoint():
                self.give_back(self.order)

    # -- what the buyer says -------------------------------------------------------------------------------------------

    def questions(self, vehicle=None):
        domain = [("vehicle_id", "=", (vehicle or self.vehicle).id), ("stage", "=", "sale")]
        return self.env["crm.auto.feedback"].search(domain)

    def test_the_buyer_is_asked_after_the_handover(self):
        self.order.user_id = self.second_user
        self.order.action_confirm()
        self.assertFalse(self.questions())
        self.deliver(self.order)
        question = self.questions()
        self.assertEqual((question.partner_id, question.state, question.asked), (self.buyer, "open", 1))
        self.assertEqual((str(question.due_on), question.station_id), ("2026-03-19", self.second_station))

    def test_the_station_of_the_order_asks(self):
        self.order.write({"user_id": self.second_user.id, "auto_station_id": self.station.id})
        self.order.action_confirm()
        self.deliver(self.order)
        self.assertEqual(self.questions().station_id, self.station)

    def test_who_is_not_asked_about_a_sale(self):
        self.order.user_id = self.salesperson
        self.order.action_confirm()
        self.deliver(self.order)
        self.assertFalse(self.questions(), "no station has sold it")
        self.company.auto_follow_up_days = 0
        vehicle = self.make_stock()
        order = self.make_order(vehicle, user_id=self.station_user.id)
        order.action_confirm()
        self.deliver(order)
        self.assertFalse(self.questions(vehicle), "the setting")
        self.company.auto_follow_up_days = 3
        vehicle = self.make_stock()
        order = self.make_order(vehicle, user_id=self.station_user.id)
        order.action_confirm()
        order._action_cancel()
        self.assertFalse(self.questions(vehicle), "a cancelled order")

    def test_who_gives_it_back_is_not_asked(self):
        self.order.user_id = self.station_user
        self.order.action_confirm()
        self.deliver(self.order)
        self.give_back(self.order)
        self.assertFalse(self.questions())

    def test_what_a_buyer_has_said_is_kept(self):
        self.order.user_id = self.station_user
        self.order.action_confirm()
        self.deliver(self.order)
        self.questions().with_user(self.station_user).action_answer(4)
        self.give_back(self.order)
        self.assertEqual(self.questions().score, 4)

    # -- stock ---------------------------------------------------------------------------------------------------------

    def test_in_stock_since_the_day_of_the_company(self):
        quant = self.env["stock.quant"].search([("lot_id", "=", self.vehicle.lot_id.id), ("quantity", ">", 0)])
        for moment, day, days in (("2026-03-09 15:59:59", "2026-03-09", 7), ("2026-03-09 16:00:00", "2026-03-10", 6)):
            quant.in_date = moment
            self.vehicle.invalidate_recordset()
            self.assertEqual((str(self.vehicle.stock_since), self.vehicle.stock_days), (day, days))

    def test_aged_vehicles(self):
        self.company.auto_aged_days = 90
        old = self.make_stock(condition="used", asking_price=30000)
        self.env["stock.quant"].search([("lot_id", "=", old.lot_id.id)]).in_date = self.today - timedelta(days=91)
        vehicles = self.env["crm.vehicle"].search([("id", "in", (old | self.vehicle).ids), ("is_aged", "=", True)])
        self.assertEqual((vehicles, old.stock_days, self.vehicle.is_aged), (old, 91, False))
        self.assertEqual(self.make_order(old).order_line.price_unit, 30000)
        self.order.action_confirm()
        self.deliver(self.order)
        self.vehicle.invalidate_recordset()
        self.assertFalse(self.vehicle.stock_since)
        self.assertFalse(self.env["crm.vehicle"].search([("id", "=", self.vehicle.id), ("stock_since", "!=", False)]))
