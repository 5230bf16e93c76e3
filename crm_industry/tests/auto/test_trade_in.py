from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .auto_common import NOON
from .vehicle_sale_common import VehicleSaleCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTradeIn(VehicleSaleCommon):
    """Used vehicles that are taken in against new ones. Today is 2026-03-16; the new one costs 100,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old_car = cls.make_vehicle(cls.buyer)
        cls.read_odometer(cls.old_car, 42000, "2026-01-10")
        cls.order = cls.make_order(cls.make_stock(), user_id=cls.station_user.id)

    def begin(self, user=None, **values):
        defaults = {
            "vehicle_id": self.old_car.id,
            "partner_id": self.buyer.id,
            "station_id": self.station.id,
            "order_id": self.order.id,
            "km": 45000,
            "appraised_value": 30000,
            "valid_until": "2026-03-20",
        }
        return self.env["crm.trade.in"].with_user(user or self.station_user).create(defaults | values)

    def bring(self, state="offered", **values):
        """Begin a trade-in and bring it into a state."""
        trade_in = self.begin(**values)
        steps, states = ("appraise", "offer", "accept", "receive"), ("draft", "appraised", "offered", "accepted", "received")
        for verb in steps[: states.index(state)]:
            getattr(trade_in, f"action_{verb}")()
        return trade_in

    # -- from the appraisal to the bill --------------------------------------------------------------------------------

    def test_a_trade_in(self):
        trade_in = self.begin()
        self.assertTrue(trade_in.name.startswith("TI"))
        trade_in.action_appraise()
        self.assertEqual((trade_in.appraiser_id, trade_in.appraised_on), (self.station_user, date(2026, 3, 16)))
        trade_in.offered_value = 29000
        trade_in.action_offer()
        self.assertFalse(self.order.trade_in_value)
        trade_in.agreed_value = 29500
        trade_in.action_accept()
        self.assertEqual((self.order.trade_in_value, self.order.trade_in_balance), (29500, 70500))
        self.assertEqual(self.order.amount_total, 100000)
        trade_in.received_km = 45020
        trade_in.action_receive()
        self.assertEqual((trade_in.state, trade_in.received_on), ("received", date(2026, 3, 16)))
        self.assertEqual((self.old_car.owner_id, self.old_car.condition), (self.company.partner_id, "used"))
        self.assertEqual((self.old_car.odometer_km, self.old_car.odometer_date), (45020, date(2026, 3, 16)))
        verbs = ["create", "appraise", "offer", "accept", "receive"]
        self.assertEqual(trade_in.event_ids.sorted("id").mapped("verb"), verbs)
        self.assertEqual(self.order.trade_in_value, 29500)
        self.assertEqual(self.old_car.with_user(self.second_user).trade_in_count, 1)

    def test_the_bill_is_a_draft_over_the_agreed_value(self):
        bill = self.bring("received").sudo().bill_id
        self.assertEqual((bill.move_type, bill.state, bill.partner_id), ("in_invoice", "draft", self.buyer))
        self.assertEqual((bill.company_id, bill.currency_id), (self.company, self.company.currency_id))
        self.assertEqual((bill.amount_total, bill.invoice_line_ids.price_unit), (30000, 30000))
        self.assertEqual(bill.invoice_line_ids.product_id, self.env.ref("crm_industry.product_trade_in"))
        self.assertIn(self.old_car.vin, bill.invoice_line_ids.name)
        self.assertEqual(self.order.order_line.mapped("price_unit"), [100000])

    def test_product_of_the_settings(self):
        self.company.auto_trade_in_product_id = self.labour
        self.assertEqual(self.bring("received").sudo().bill_id.invoice_line_ids.product_id, self.labour)

    def test_balance_counts_what_was_paid(self):
        self.order.action_confirm()
        self.pay_deposit(self.order, 10)
        self.bring("accepted")
        self.assertEqual((self.order.auto_deposit_paid, self.order.trade_in_balance), (10000, 60000))

    def test_an_unknown_vehicle_is_taken_into_the_file(self):
        number = self.next_vin()
        trade_in = self.bring("received", vehicle_id=False, vin=f" {number.lower()} ")
        vehicle = trade_in.vehicle_id
        self.assertEqual((vehicle.vin, vehicle.condition, vehicle.sold_elsewhere), (number, "used", True))
        self.assertEqual((vehicle.owner_id, vehicle.odometer_km), (self.company.partner_id, 45000))
        with self.assertRaises(ValidationError):
            self.begin(vehicle_id=False, vin="LTM1")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.begin(vehicle_id=False)

    def test_the_form_takes_a_vin(self):
        number = self.next_vin()
        with Form(self.env["crm.trade.in"].with_user(self.station_user)) as form:
            form.vin = number
            form.partner_id = self.buyer
            form.appraised_value = 12000
        self.assertEqual((form.record.vehicle_id.vin, form.record.station_id), (number, self.station))

    def test_the_form_opens_for_people_without_a_station(self):
        form = Form(self.env["crm.trade.in"].with_user(self.auto_manager))
        self.assertFalse(form.station_id or form.needs_approval)

    def test_a_known_vin_is_the_known_vehicle(self):
        self.assertEqual(self.begin(vehicle_id=False, vin=self.old_car.vin).vehicle_id, self.old_car)

    def test_the_vehicle_is_sold_again(self):
        self.bring("received")
        used = self.make_vehicle_product("Used car", False)
        heir = self.make_customer("Li Na", is_company=False)
        self.assertTrue(self.make_order(self.old_car, used, partner_id=heir.id))
        with self.assertRaises(ValidationError):
            self.begin()

    # -- what is refused -----------------------------------------------------------------------------------------------

    def test_not_twice_at_a_time(self):
        first = self.begin()
        for values in ({}, {"station_id": self.second_station.id}):
            with self.assertRaises(UserError) as caught:
                self.begin(self.second_user if values else None, **values, order_id=False)
            self.assertIn(first.name, str(caught.exception))
        insert = """
            INSERT INTO crm_trade_in (vehicle_id, partner_id, station_id, company_id, currency_id, condition, state)
            SELECT vehicle_id, partner_id, station_id, company_id, currency_id, condition, 'draft' FROM crm_trade_in WHERE id = %s
        """
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.cr.execute(insert, [first.id])
        first.action_refuse("Too little")
        self.assertEqual((first.state, first.event_ids.sorted("id")[-1].reason), ("refused", "Too little"))
        self.begin()

    def test_values_are_positive(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.begin(appraised_value=-1)
        trade_in = self.begin(appraised_value=0)
        with self.assertRaises(UserError):
            trade_in.action_appraise()
        trade_in.appraised_value = 1
        trade_in.action_appraise()
        with self.assertRaises(ValidationError):
            trade_in.offered_value = float("nan")

    def test_odometer(self):
        trade_in = self.begin(km=41999)
        with self.assertRaises(UserError):
            trade_in.action_appraise()
        trade_in.km = 0
        with self.assertRaises(UserError):
            trade_in.action_appraise()
        trade_in.write({"km": 41999, "rollback_noted": True})
        trade_in.action_appraise()
        trade_in.action_offer()
        trade_in.action_accept()
        trade_in.received_km = 41998
        with self.assertRaises(UserError):
            trade_in.action_receive()
        trade_in.received_km = 42001
        trade_in.action_receive()
        self.assertFalse(self.old_car.odometer_ids[0].rollback)

    def test_a_noted_rollback_is_flagged(self):
        self.bring("received", km=41000, rollback_noted=True)
        self.assertEqual((self.old_car.odometer_ids[0].km, self.old_car.odometer_ids[0].rollback), (41000, True))

    def test_not_after_its_last_day(self):
        with self.assertRaises(UserError):
            self.bring("appraised", valid_until="2026-03-15")
        self.env["crm.trade.in"].search([("vehicle_id", "=", self.old_car.id)]).action_refuse("Mistyped")
        trade_in = self.bring("offered")
        with freeze_time("2026-03-21 04:00:00"):
            with self.assertRaises(UserError) as caught:
                trade_in.action_accept()
            self.assertIn("03/20/2026", str(caught.exception))
            trade_in.action_reopen()
            self.assertFalse(trade_in.appraiser_id or trade_in.offered_value)
            trade_in.valid_until = "2026-03-21"
            trade_in.action_appraise()
            trade_in.action_offer()
            trade_in.action_accept()
        self.assertEqual(trade_in.state, "accepted")

    def test_the_order(self):
        trade_in = self.bring("offered", order_id=False)
        with self.assertRaises(UserError):
            trade_in.action_accept()
        other = self.make_customer("Li Na", is_company=False)
        foreign = self.make_order(self.make_stock(), partner_id=other.id, user_id=self.station_user.id)
        parts = self.make_order(False, self.filter, user_id=self.station_user.id)
        for order in (foreign, parts):
            with self.assertRaises(ValidationError):
                trade_in.order_id = order
        trade_in.order_id = self.order
        trade_in.action_accept()
        self.order._action_cancel()
        with self.assertRaises(UserError):
            trade_in.action_receive()
        trade_in.action_refuse("The order was cancelled")
        self.assertFalse(self.order.trade_in_value)

    def test_the_vehicle_of_somebody_else(self):
        other = self.make_customer("Li Na", is_company=False)
        trade_in = self.bring("offered", vehicle_id=self.make_vehicle(other).id)
        with self.assertRaises(UserError) as caught:
            trade_in.action_accept()
        self.assertIn("Li Na", str(caught.exception))
        with self.assertRaises(ValidationError):
            self.begin(vehicle_id=self.make_vehicle(self.company.partner_id).id)

    def test_what_is_agreed_stays(self):
        trade_in = self.bring("accepted")
        for values in (
            {"agreed_value": 90000},
            {"appraised_value": 90000},
            {"order_id": False},
            {"km": 1},
            {"vehicle_id": self.make_vehicle().id},
            {"partner_id": self.company.partner_id.id},
        ):
            with self.assertRaises(UserError):
                trade_in.write(values)
        for values in ({"state": "received"}, {"approved_value": 1}, {"appraiser_id": self.technician.id}):
            with self.assertRaises(AccessError):
                trade_in.write(values)
        with self.assertRaises(UserError):
            trade_in.sudo().unlink()
        trade_in.action_receive()
        for act in (trade_in.action_receive, lambda: trade_in.action_refuse("Late"), trade_in.action_reopen):
            with self.assertRaises(UserError):
                act()

    # -- the limit -----------------------------------------------------------------------------------------------------

    def test_beyond_the_limit_a_manager_approves(self):
        self.company.auto_trade_in_limit = 29999.99
        trade_in = self.bring("appraised")
        self.assertTrue(trade_in.needs_approval)
        with self.assertRaises(UserError):
            trade_in.action_offer()
        for user in (self.station_user, self.station_manager):
            with self.assertRaises(AccessError):
                trade_in.with_user(user).action_approve()
        trade_in.with_user(self.auto_manager).action_approve()
        self.assertEqual((trade_in.approved_by_id, trade_in.approved_value), (self.auto_manager, 30000))
        self.assertFalse(trade_in.needs_approval)
        trade_in.action_offer()
        trade_in.agreed_value = 30001
        with self.assertRaises(UserError):
            trade_in.action_accept()
        trade_in.agreed_value = 30000
        trade_in.action_accept()
        self.assertEqual(trade_in.event_ids.sorted("id").mapped("verb"), ["create", "appraise", "approve", "offer", "accept"])

    def test_nobody_approves_the_own_appraisal(self):
        self.company.auto_trade_in_limit = 20000
        self.order.user_id = self.auto_manager
        trade_in = self.begin(self.auto_manager)
        trade_in.action_appraise()
        with self.assertRaises(UserError):
            trade_in.action_approve()
        other = new_test_user(self.env, "auto_manager_2", "crm_industry.group_auto_manager", company_id=self.company.id)
        trade_in.with_user(other).action_approve()
        trade_in.action_offer()

    def test_within_the_limit(self):
        self.company.auto_trade_in_limit = 30000
        trade_in = self.bring("accepted")
        self.assertFalse(trade_in.approved_by_id)

    # -- who may -------------------------------------------------------------------------------------------------------

    def test_rights(self):
        trade_in = self.begin()
        for user in (self.second_user, self.other_station_user):
            foreign = trade_in.with_user(user)
            self.assertEqual(foreign.km, 45000)
            for act in (
                lambda foreign=foreign: foreign.write({"km": 1}),
                lambda foreign=foreign: foreign.action_appraise(),
                lambda foreign=foreign: foreign.action_refuse("Why not"),
                lambda user=user: self.begin(user, vehicle_id=self.make_vehicle().id, order_id=False, user_id=False),
            ):
                with self.assertRaises(AccessError):
                    act()
        with self.assertRaises(AccessError):
            trade_in.with_user(self.salesperson).read(["km"])
        with self.assertRaises(AccessError):
            trade_in.station_id = self.second_station
        trade_in.with_user(self.auto_manager).km = 45001

    def test_orders_of_others_are_not_named(self):
        self.order.user_id = self.second_user
        with self.assertRaises(AccessError):
            self.begin()

    def test_the_reason_is_asked_for(self):
        trade_in = self.bring("offered")
        window = trade_in.action_refuse()
        wizards = self.env["crm.trade.in.reason"].with_user(self.station_user).with_context(**window["context"])
        wizards.create({"reason": "Sells it elsewhere"}).action_confirm()
        self.assertEqual(trade_in.event_ids.sorted("id")[-1].reason, "Sells it elsewhere")

    def test_timeline(self):
        self.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        trade_in = self.bring("accepted")
        view = self.env["crm.customer.view"].with_user(self.auto_manager)
        rows = view.timeline(self.buyer.id, {"kinds": ["auto_trade_in"]}, False, 100)["items"]
        self.assertEqual({row["res_id"] for row in rows}, {trade_in.id})
        self.assertEqual({row["status"] for row in rows}, {"Draft", "Appraised", "Offered", "Accepted"})
