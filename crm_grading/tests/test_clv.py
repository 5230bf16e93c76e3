import unittest

from odoo.tests import BaseCase, tagged

from ..tools import clv, clv_bg_nbd, clv_gamma_gamma
from ..tools.clv_maximum import NoMaximum

# Parameters and forecasts that the authors of both models publish for the purchases of 2,357 music buyers, in weeks.
ORDERS = clv_bg_nbd.OrderModel(r=0.243, alpha=4.414, a=0.793, b=2.426)
VALUE = clv_gamma_gamma.ValueModel(p=6.25, q=3.74, gamma=15.44)


@tagged("post_install", "-at_install")
@unittest.skipUnless(clv.available(), "scipy is not installed")
class TestClv(BaseCase):
    def array(self, *values):
        import numpy

        return numpy.array(values, dtype=float)

    def test_expected_orders_as_published(self):
        # Customer 1 of the sample: two repeat orders, the last in week 30.43 of 38.86.
        found = ORDERS.expected_orders(39, self.array(2), self.array(30.43), self.array(38.86))
        self.assertAlmostEqual(found[0], 1.226, 3)

    def test_expected_value_as_published(self):
        # Two orders of 22.35 on average; no order of known value: the mean of all.
        found = VALUE.expected_value(self.array(2, 0), self.array(22.35, 0))
        self.assertAlmostEqual(found[0], 24.66, 1)
        self.assertAlmostEqual(found[1], 6.25 * 15.44 / 2.74, 6)

    def test_alive(self):
        x, t_x, age = self.array(0, 2, 2, 9), self.array(0, 30.43, 5, 38), self.array(30, 38.86, 38.86, 38.86)
        found = ORDERS.alive(x, t_x, age)
        self.assertEqual(found[0], 1)
        # 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ^ (r + x)), by hand
        self.assertAlmostEqual(found[1], 1 / (1 + 0.793 / 3.426 * (43.274 / 34.844) ** 2.243), 10)
        self.assertLess(found[2], found[1])
        self.assertTrue(0 < found[3] < 1)

    def test_frequent_buyers_do_not_overflow(self):
        x, t_x, age = self.array(5_000, 900), self.array(500, 10), self.array(520, 520)
        found = ORDERS.expected_orders(52, x, t_x, age)
        self.assertTrue(0 < found[0] < 5_000)
        self.assertAlmostEqual(found[1], 0, 6)

    def test_more_time_means_more_orders(self):
        import numpy

        months = [ORDERS.expected_orders(4.35 * month, self.array(3), self.array(20), self.array(30))[0] for month in range(24)]
        self.assertTrue((numpy.diff(months) > 0).all())
        self.assertAlmostEqual(months[0], 0, 12)

    def test_near_one_the_formula_has_no_hole(self):
        figures = self.array(2), self.array(30.43), self.array(38.86)
        at, near = (clv_bg_nbd.OrderModel(0.243, 4.414, a, 2.426).expected_orders(39, *figures)[0] for a in (1, 1.0001))
        self.assertAlmostEqual(at, near, 3)

    def test_discount(self):
        figures = self.array(2, 0), self.array(30.43, 0), self.array(38.86, 20)
        plain = clv.discounted_orders(ORDERS, *figures, months=12, rate=0)
        year = ORDERS.expected_orders(365.25 / 7, *figures)
        cheaper = clv.discounted_orders(ORDERS, *figures, months=12, rate=0.1)
        for customer in range(2):
            self.assertAlmostEqual(plain[customer], year[customer], 9)
            self.assertTrue(plain[customer] / 1.1 < cheaper[customer] < plain[customer])

    def test_groups_count_as_their_customers(self):
        one = clv_bg_nbd.log_likelihood(
            0.3, 4, 0.8, 2, self.array(0, 0, 2), self.array(0, 0, 5), self.array(9, 9, 9), self.array(1, 1, 1)
        )
        grouped = clv_bg_nbd.log_likelihood(
            0.3, 4, 0.8, 2, self.array(0, 2), self.array(0, 5), self.array(9, 9), self.array(2, 1)
        )
        self.assertAlmostEqual(one, grouped, 10)

    def test_the_unit_of_time_and_money_does_not_matter(self):
        x, t_x = self.array(0, 0, 1, 1, 2, 3, 6), self.array(0, 0, 4, 9, 12, 25, 30)
        age, number = self.array(30, 38, 28, 38, 36, 33, 38), self.array(60, 70, 20, 12, 10, 8, 3)
        weeks, days = clv_bg_nbd.fit(x, t_x, age, number), clv_bg_nbd.fit(x, t_x * 7, age * 7, number)
        self.assertAlmostEqual(days.alpha / weeks.alpha, 7, 2)
        self.assertAlmostEqual(days.r / weeks.r, 1, 3)
        at_found = clv_bg_nbd.log_likelihood(weeks.r, weeks.alpha, weeks.a, weeks.b, x, t_x, age, number)
        self.assertAlmostEqual(weeks.log_likelihood, at_found, 6)

    def test_customers_without_repeat_orders_have_no_maximum(self):
        nothing = self.array(0, 0)
        with self.assertRaises(NoMaximum):
            clv_bg_nbd.fit(nothing, nothing, self.array(10, 20), self.array(50, 50))
