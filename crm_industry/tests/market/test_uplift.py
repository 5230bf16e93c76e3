import math
from statistics import mean, variance

from odoo.tests import BaseCase, tagged

from ...models.market.uplift import Arm, is_weak, roi, student_quantile, uplift

# Published table of Student's distribution, two-sided 95 %.
TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 5: 2.571, 10: 2.228, 20: 2.086, 30: 2.042, 60: 2.000, 120: 1.980}


def arm(margins):
    return Arm(len(margins), sum(margin > 0 for margin in margins), mean(margins), variance(margins))


@tagged("post_install", "-at_install")
class TestUplift(BaseCase):
    """The arithmetic behind what a campaign brought."""

    def test_quantiles_are_those_of_the_table(self):
        for freedom, expected in TABLE.items():
            self.assertAlmostEqual(student_quantile(0.975, freedom), expected, delta=0.0006, msg=freedom)
        self.assertAlmostEqual(student_quantile(0.975, 10**9), 1.95996, 4)

    def test_interval_after_welch(self):
        """Equal variances and sizes: the freedom is that of both groups together, 2 × (6 − 1) = 10."""
        treated, control = [10, 12, 14, 16, 18, 20], [5, 7, 9, 11, 13, 15]
        found = uplift(arm(treated), arm(control))
        error = math.sqrt(14 / 6 + 14 / 6)
        self.assertAlmostEqual(found.value, 6 * 5)
        self.assertAlmostEqual(found.high - found.value, 6 * error * 2.228, delta=0.02)
        self.assertAlmostEqual(found.value - found.low, found.high - found.value)

    def test_without_both_groups_nothing_is_known(self):
        some = arm([1, 2, 3])
        self.assertIsNone(uplift(some, Arm()))
        self.assertIsNone(uplift(Arm(), some))
        alone = uplift(some, Arm(1, 1, 1.0, 0.0))
        self.assertEqual((alone.value, alone.low), (3.0, None))

    def test_equal_margins_leave_no_doubt(self):
        found = uplift(arm([4, 4, 4]), arm([1, 1]))
        self.assertEqual((found.value, found.low, found.high), (9, 9, 9))

    def test_return(self):
        self.assertEqual(roi(1500, 1000), 50)
        self.assertEqual(roi(0, 1000), -100)
        self.assertIsNone(roi(100, 0))
        self.assertIsNone(roi(None, 100))

    def test_few_customers_or_buyers(self):
        big = Arm(1000, 200, 5.0, 3.0)
        self.assertFalse(is_weak(big, Arm(30, 1, 1.0, 1.0)))
        self.assertTrue(is_weak(big, Arm(29, 20, 1.0, 1.0)))
        self.assertTrue(is_weak(Arm(1000, 5, 5.0, 3.0), Arm(1000, 4, 1.0, 1.0)))
