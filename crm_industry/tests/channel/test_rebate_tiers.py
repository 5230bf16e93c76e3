import random
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import BaseCase, tagged

from ...tools.rebate_tiers import growth_tiers, rebate_lines

CENT = Decimal("0.01")
TIERS = [(Decimal(100), Decimal(1)), (Decimal(200), Decimal(2)), (Decimal(500), Decimal("3.5"))]


def total(*args, **kwargs):
    return sum((line.amount for line in rebate_lines(*args, **kwargs)), Decimal(0))


@tagged("post_install", "-at_install")
class TestRebateTiers(BaseCase):
    """Rebates against other ways to work them out."""

    def test_published_examples(self):
        """Net sales of 600: everything at 3.5 %; or 100 at 1 %, 300 at 2 %, 100 at 3.5 %."""
        self.assertEqual(total(Decimal(600), TIERS, "retrospective"), Decimal("21.00"))
        self.assertEqual(total(Decimal(600), TIERS, "incremental"), Decimal("10.50"))

    def test_a_threshold_is_reached_by_its_own_value(self):
        self.assertEqual(total(Decimal("199.99"), TIERS, "retrospective"), Decimal("2.00"))
        self.assertEqual(total(Decimal(200), TIERS, "retrospective"), Decimal("4.00"))
        self.assertEqual(total(Decimal("99.99"), TIERS, "retrospective"), 0)
        self.assertEqual(total(Decimal(-5), TIERS, "incremental"), 0)
        self.assertEqual(total(Decimal(100), TIERS, "incremental"), 0)
        self.assertEqual(rebate_lines(Decimal(600), [], "incremental"), [])

    def test_money_for_each_unit(self):
        self.assertEqual(total(Decimal(600), [(Decimal(0), Decimal("0.5"))], "retrospective", per=Decimal(1)), Decimal("300.00"))

    def test_growth(self):
        """400 last year, 600 now: growth of 50 % reaches the tier of 20 %."""
        tiers = growth_tiers(Decimal(400), [(Decimal(0), Decimal(1)), (Decimal(20), Decimal(5))])
        self.assertEqual(tiers, [(400, 1), (480, 5)])
        self.assertEqual(total(Decimal(600), tiers, "retrospective", start=Decimal(400)), Decimal("10.00"))
        self.assertEqual(total(Decimal(600), tiers, "retrospective"), Decimal("30.00"))
        self.assertEqual(total(Decimal(600), tiers, "incremental", start=Decimal(400)), Decimal("6.80"))
        self.assertEqual(total(Decimal(399), tiers, "retrospective", start=Decimal(400)), 0)

    def test_random_tiers_against_a_walk_along_the_value(self):
        """In steps of a cent: each cent of the value earns the rate of the tier in which it lies."""
        chance = random.Random(11)
        for _case in range(300):
            count = chance.randrange(1, 5)
            marks = sorted(chance.sample(range(0, 3000), count))
            tiers = [(Decimal(mark) / 100, Decimal(chance.randrange(0, 2000)) / 100) for mark in marks]
            cents = chance.randrange(0, 4000)
            rates = [0] * cents
            for mark, (_threshold, rate) in zip(marks, tiers, strict=True):
                rates[mark:] = [rate] * max(cents - mark, 0)
            exact = sum(rates, Decimal(0)) / 10000
            reached = [rate for mark, (_threshold, rate) in zip(marks, tiers, strict=True) if mark <= cents]
            value = Decimal(cents) / 100
            for method, expected in (
                ("incremental", exact),
                ("retrospective", value * reached[-1] / 100 if reached else Decimal(0)),
            ):
                shuffled = chance.sample(tiers, count)
                self.assertEqual(total(value, shuffled, method), expected.quantize(CENT, rounding=ROUND_HALF_UP), (value, tiers))

    def test_lines_add_up_and_touch(self):
        chance = random.Random(13)
        for _case in range(200):
            tiers = [(Decimal(mark), Decimal(chance.randrange(1, 999)) / 100) for mark in chance.sample(range(1000), 4)]
            lines = rebate_lines(Decimal(chance.randrange(0, 200000)) / 100, tiers, "incremental")
            for line, following in zip(lines, lines[1:], strict=False):
                self.assertEqual(line.last, following.first)
                self.assertEqual(line.base, line.last - line.first)
            exact = sum((line.base * line.rate / 100 for line in lines), Decimal(0))
            self.assertEqual(sum((line.amount for line in lines), Decimal(0)), exact.quantize(CENT, rounding=ROUND_HALF_UP))

    def test_currencies_without_cents(self):
        self.assertEqual(total(Decimal(350), TIERS, "retrospective", cent=Decimal(1)), 7)
        self.assertEqual(total(Decimal(125), [(Decimal(0), Decimal(2))], "retrospective", cent=Decimal(1)), 3, "2.5 goes up")
