from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...tools.order_cycle import next_order_day, takes_orders, week_start
from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoCycle(TobaccoCommon):
    """Orders on the retailer's order day, until the last time; the 18th of March 2026 is a Wednesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tobacco_cycle_check = "block"
        cls.route.order_weekday = "2"

    def confirm_at(self, moment, state):
        """Confirm a new order at a moment in UTC and look at its state."""
        with freeze_time(moment):
            order = self.make_order()
            order.action_confirm()
            self.assertEqual(order.state, state, moment)
            return order

    def test_weeks_begin_on_monday(self):
        for day in range(16, 23):
            self.assertEqual(week_start(date(2026, 3, day)), date(2026, 3, 16))
        self.assertEqual(week_start(date(2026, 1, 1)), date(2025, 12, 29))

    def test_next_order_day(self):
        wednesday = datetime(2026, 3, 18, 17, 0)
        self.assertTrue(takes_orders(2, 17.0, wednesday))
        self.assertFalse(takes_orders(2, 17.0, wednesday.replace(minute=1)))
        cases = [(2, (18, 17, 0), 18), (2, (18, 17, 1), 25), (3, (18, 9, 0), 19), (1, (18, 9, 0), 24), (6, (22, 9, 0), 22)]
        for weekday, (day, hour, minute), expected in cases:
            self.assertEqual(next_order_day(weekday, 17.0, datetime(2026, 3, day, hour, minute)), date(2026, 3, expected))
        self.assertIsNone(next_order_day(None, 17.0, wednesday))

    def test_order_day_of_route_or_own(self):
        self.assertEqual((self.retailer.order_day, self.retailer.next_order_day), ("2", date(2026, 3, 18)))
        self.retailer.order_weekday = "0"
        self.assertEqual((self.retailer.order_day, self.retailer.next_order_day), ("0", date(2026, 3, 23)))
        self.retailer.write({"order_weekday": False, "route_id": False})
        self.assertFalse(self.retailer.order_day or self.retailer.next_order_day)

    def test_in_the_companys_time_zone_until_the_last_time(self):
        self.confirm_at("2026-03-17 15:59:59", "draft")  # Tuesday 23:59
        self.confirm_at("2026-03-17 16:00:00", "sale")  # Wednesday 0:00
        self.confirm_at("2026-03-18 09:00:59", "sale")  # Wednesday 17:00
        order = self.confirm_at("2026-03-18 09:01:00", "draft")
        with freeze_time("2026-03-18 09:01:00"):
            self.assertIn("orders on Wednesday until 17:00: next on 03/25/2026", order.tobacco_hindrance)

    def test_the_last_time_is_the_routes_else_the_companys(self):
        self.route.cutoff = 12.5
        self.confirm_at("2026-03-18 04:30:00", "sale")
        self.confirm_at("2026-03-18 04:31:00", "draft")
        self.company.tobacco_cutoff = 20.0
        self.retailer.write({"route_id": False, "order_weekday": "2", "user_id": self.salesperson.id})
        self.confirm_at("2026-03-18 12:00:00", "sale")
        self.confirm_at("2026-03-18 12:01:00", "draft")

    def test_without_an_order_day_any_day(self):
        self.route.order_weekday = False
        self.confirm_at("2026-03-20 04:00:00", "sale")

    def test_warn_and_off(self):
        self.company.tobacco_cycle_check = "warn"
        self.assertEqual(self.confirm_at("2026-03-20 04:00:00", "sale").tobacco_check, "warned")
        self.company.tobacco_cycle_check = "off"
        self.assertEqual(self.confirm_at("2026-03-20 04:00:00", "sale").tobacco_check, "clear")

    def test_confirmed_orders_do_not_grow_on_another_day(self):
        order = self.confirm_at("2026-03-18 04:00:00", "sale")
        with freeze_time("2026-03-20 04:00:00"):
            order.order_line.product_uom_qty = 5
            with self.assertRaisesRegex(UserError, "orders on Wednesday"):
                order.order_line.product_uom_qty = 6

    def test_both_rules_are_told_and_the_harder_one_decides(self):
        self.company.tobacco_cycle_check = "warn"
        self.licence.with_user(self.inspector).action_suspend("Sold to minors", "2026-04-30")
        order = self.confirm_at("2026-03-20 04:00:00", "draft")
        self.assertEqual(order.tobacco_check, "blocked")
        with freeze_time("2026-03-20 04:00:00"):
            self.assertEqual(order.tobacco_hindrance.count("<li>"), 2)
