from datetime import date, timedelta
from statistics import median

from odoo.tests import freeze_time, tagged

from .metrics_common import TODAY, MetricsCommon


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsCycle(MetricsCommon):
    """Order days, purchase cycle and the next order."""

    def test_cycle_is_the_median_gap_of_order_days(self):
        ago = [100, 80, 70, 45, 5]
        for number in ago:
            self.make_order(self.customer, day(number))
        self.make_order(self.contact, day(45), 50)  # a second order of that day, by a contact
        self.refresh()
        row = self.row(self.customer)
        gaps = [earlier - later for earlier, later in zip(ago, ago[1:], strict=False)]
        self.assertEqual(gaps, [20, 10, 25, 40])
        self.assertEqual((row.cycle_days, row.cycle_source), (median(gaps), "own"))
        self.assertEqual((row.order_days, row.orders, row.orders_12m), (5, 6, 6))
        self.assertEqual((row.first_order, row.last_order), (day(100), day(5)))
        self.assertEqual(row.days_since_last, 5)
        # the median of 10, 20, 25, 40 is 22.5, rounded up to whole days
        self.assertEqual(row.next_order_date, day(5) + timedelta(days=23))
        self.assertEqual(row.recency_ratio, round(5 / 22.5, 4))
        self.assertEqual((row.ordered_amount, row.average_order), (550.0, round(550 / 6, 2)))
        self.assertTrue(row.repeat_customer)

    def test_two_order_days_take_the_median_of_the_category_or_of_all(self):
        steady = {"A": (self.tea, [30, 20, 10]), "B": (self.tea, [60, 40, 20]), "C": (self.nuts, [70, 40, 10])}
        for name, (product, ago) in steady.items():
            customer = self.make_customer(name)
            for number in ago:
                self.make_order(customer, day(number), product=product)
        drinker, eater, other = map(self.make_customer, ("Drinker", "Eater", "Other"))
        pen = self.make_product("Pen", self.env["product.category"].create({"name": "Pens"}))
        for customer, product in ((drinker, self.cola), (eater, self.nuts), (other, pen)):
            self.make_order(customer, day(12), product=product)
            self.make_order(customer, day(9), product=product)
        self.refresh()
        self.assertEqual((self.row(drinker).cycle_days, self.row(drinker).cycle_source), (15.0, "category"))  # of 10, 20
        self.assertEqual((self.row(eater).cycle_days, self.row(eater).cycle_source), (30.0, "category"))
        self.assertEqual((self.row(other).cycle_days, self.row(other).cycle_source), (20.0, "company"))  # of 10, 20, 30

    def test_without_any_cycle_the_setting_counts(self):
        self.make_order(self.customer, day(10))
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.cycle_days, row.cycle_source), (90.0, "default"))
        self.assertFalse(row.repeat_customer)

    def test_days_are_those_of_the_company(self):
        self.make_order(self.customer, date(2026, 6, 29), hour=15)  # 23:00 in Shanghai
        self.make_order(self.customer, date(2026, 6, 29), hour=16)  # 00:00 of the next day
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.first_order, row.last_order), (date(2026, 6, 29), date(2026, 6, 30)))

    def test_orders_of_tomorrow_quotations_and_cancelled_orders_do_not_count(self):
        self.make_order(self.customer, day(3))
        self.make_order(self.customer, day(-1))
        self.make_order(self.customer, day(2), confirm=False)
        self.make_order(self.customer, day(1))._action_cancel()
        self.refresh()
        self.assertEqual((self.row(self.customer).orders, self.row(self.customer).last_order), (1, day(3)))

    def test_an_order_below_zero_is_no_purchase(self):
        self.make_order(self.customer, day(30), 100)
        self.make_order(self.customer, day(10), -40)
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.orders, row.order_days, row.last_order), (1, 1, day(30)))
        self.assertEqual((row.ordered_amount, row.net_sales_12m), (60.0, 60.0))

    def test_customers_without_business_have_no_row_and_lose_it(self):
        order = self.make_order(self.customer, day(3))
        self.refresh()
        self.row(self.customer)
        order._action_cancel()
        self.refresh(self.customer)
        self.assertFalse(self.metrics.search([("company_id", "=", self.company.id)]))

    def test_usual_weekday(self):
        for when in (date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 10)):  # Monday, Monday, Wednesday
            self.make_order(self.customer, when)
        self.refresh()
        self.assertEqual(self.row(self.customer).usual_weekday, "1")

    def test_usual_channel(self):
        """Two orders through the portal, one by a salesperson, one imported that has no channel."""
        orders = [self.make_order(self.customer, day(number)) for number in (9, 8, 7)]
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order SET order_source = 'portal' WHERE id = ANY(%s)", [[order.id for order in orders[1:]]])
        self.refresh()
        self.assertEqual(self.row(self.customer).usual_channel, "portal")
        other = self.make_customer("Second")
        self.make_order(other, day(9))
        self.refresh()
        self.assertEqual(self.row(other).usual_channel, "salesperson")
