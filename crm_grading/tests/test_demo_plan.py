from collections import Counter
from datetime import date, timedelta

from stdnum.cn import uscc

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_grading.demo import catalogue
from odoo.addons.crm_grading.demo.demo_world import DemoWorld
from odoo.addons.crm_grading.demo.plan_customers import STEADY_NAME, plan_customers
from odoo.addons.crm_grading.demo.plan_orders import TERM_DAYS, plan_orders
from odoo.addons.crm_grading.tools import customer_key

TODAY = date(2025, 10, 15)


def make_world(today=TODAY, seed=19):
    world = DemoWorld(seed, today, 150, 1000)
    world.customers = plan_customers(world)
    world.orders = plan_orders(world)
    return world


@tagged("post_install", "-at_install")
class TestDemoPlan(BaseCase):
    """What the demo company will hold, decided without a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = make_world()

    def test_the_same_world_every_time(self):
        def digest(world):
            return [(order.customer.name, order.date, order.lines, order.fate, order.payment) for order in world.orders]

        self.assertEqual(digest(self.world), digest(make_world()))
        self.assertNotEqual(digest(self.world), digest(make_world(seed=20)))

    def test_counts(self):
        self.assertEqual(len(self.world.customers), 150)
        self.assertEqual(len({customer.name for customer in self.world.customers}), 150)
        self.assertEqual(len(self.world.orders), 1000)
        self.assertEqual({customer.trade for customer in self.world.customers}, {"telecom", "tobacco", "auto", "office"})

    def test_steady_customer_has_27_orders_in_five_years(self):
        days = [order.date.date() for order in self.world.orders if order.customer.name == STEADY_NAME]
        self.assertEqual(len(days), 27)
        self.assertGreater((days[-1] - days[0]).days, 4.5 * 365)
        self.assertTrue(all(order.date.date() >= TODAY - timedelta(days=731) for order in self.world.orders[27:]))

    def test_codes_are_valid_and_duplicates_can_be_found(self):
        originals, duplicates = self.world.customers[:-7], self.world.customers[-7:]
        for customer in originals:
            self.assertTrue(customer.kind == "export" or uscc.is_valid(customer.values["vat"]), customer.name)

        def keys(customer):
            values = customer.values
            yield customer_key.code_key(values.get("vat"), False)
            yield customer_key.phone_key(values["phone"], "86")
            yield customer_key.name_key(values["name"])

        known = {key for customer in originals for key in keys(customer)}
        for customer in duplicates:
            self.assertTrue(known.intersection(key for key in keys(customer) if key), customer.name)

    def test_nothing_happens_in_the_future_or_in_the_wrong_order(self):
        for order in self.world.orders:
            steps = [order.date.date(), order.delivered, order.invoiced]
            steps += [order.payment and order.payment.date, TODAY]
            if order.fate == "down_payment":
                steps.pop(1)
            happened = [day for day in steps if day]
            self.assertEqual(happened, sorted(happened), order)

    def test_all_ages_of_receivables_whatever_the_day(self):
        for month in (1, 4, 7, 10):
            world = make_world(today=date(2026, month, 7))
            ages = Counter()
            for order in world.orders:
                if order.fate == "done" and order.invoiced and (not order.payment or order.payment.share < 1):
                    late = (world.today - order.invoiced).days - TERM_DAYS[order.customer.term]
                    ages[next(limit for limit in (0, 30, 60, 90, 180, 9999) if late <= limit)] += 1
            self.assertEqual(set(ages), {0, 30, 60, 90, 180, 9999}, month)

    def test_special_orders_and_seasons(self):
        fates = Counter(order.fate for order in self.world.orders)
        for fate in ("draft", "sent", "cancel", "partial", "down_payment", "return", "draft_invoice"):
            self.assertTrue(fates[fate], fate)
        month = Counter(order.date.month for order in self.world.orders)
        self.assertLess(month[2], month[12])

    def test_sizes_have_a_heavy_tail(self):
        prices = {row[0]: row[3] for rows in catalogue.PRODUCTS.values() for row in rows}
        sales = Counter()
        for order in self.world.orders:
            sales[order.customer.name] += sum(prices[code] * quantity for code, quantity in order.lines)
        top = sum(amount for _name, amount in sales.most_common(30))
        self.assertGreater(top, 0.45 * sum(sales.values()))
