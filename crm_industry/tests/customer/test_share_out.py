import random
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.share_out import share_evenly, spread_over_days


@tagged("post_install", "-at_install")
class TestShareOut(BaseCase):
    def test_each_person_gets_about_the_same(self):
        dice = random.Random(3)
        weights = {number: dice.randrange(1, 1000) for number in range(400)}
        dealt = share_evenly(weights, ["a", "b", "c"])
        self.assertEqual(set(dealt), set(weights))
        sums = [sum(weights[customer] for customer, person in dealt.items() if person == name) for name in "abc"]
        self.assertLess(max(sums) - min(sums), 1000, "nobody is ahead by more than the largest customer")

    def test_customers_without_value_are_shared_by_number(self):
        dealt = share_evenly(dict.fromkeys(range(10), 0), ["a", "b"])
        self.assertEqual(sorted(dealt.values()), ["a"] * 5 + ["b"] * 5)

    def test_days_off_are_skipped(self):
        friday = date(2026, 5, 1)
        days = spread_over_days(5, 2, friday, lambda day: day.weekday() >= 5)
        self.assertEqual(days, [friday] * 2 + [date(2026, 5, 4)] * 2 + [date(2026, 5, 5)])

    def test_a_company_that_never_works_ends_after_two_years(self):
        first = date(2026, 1, 1)
        self.assertEqual(spread_over_days(3, 1, first, lambda day: True), [first + timedelta(days=730)] * 3)

    def test_nothing_to_spread(self):
        self.assertEqual(spread_over_days(0, 1, date(2026, 1, 1), lambda day: False), [])
        self.assertEqual(share_evenly({}, ["a"]), {})
