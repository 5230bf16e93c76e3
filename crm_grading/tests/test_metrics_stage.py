from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .metrics_common import TODAY, MetricsCommon


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsStage(MetricsCommon):
    """Each lifecycle stage with both sides of its limit, and the risk of churn with its reasons."""

    def _stage(self, ago, amounts=None, products=None):
        """The row of a customer with orders so many days ago, its own cycle where there are three."""
        customer = self.make_customer(f"Customer {ago}")
        for index, number in enumerate(ago):
            amount = amounts[index] if amounts else 100
            self.make_order(customer, day(number), amount, products[index] if products else None)
        self.refresh()
        return self.row(customer)

    def test_new(self):
        """One or two order days, the first within the cycle, here of 90 days by the setting."""
        row = self._stage([90])
        self.assertEqual((row.stage, row.stage_since), ("new", day(90)))
        self.assertEqual(self._stage([90, 2]).stage, "new")
        self.assertEqual(self._stage([91]).stage, "retain")

    def test_retain_at_risk_lost(self):
        """A cycle of 20 days: at risk after 30, lost after 60."""
        self.assertEqual(self._stage([70, 50, 30]).stage, "retain")
        row = self._stage([71, 51, 31])
        self.assertEqual((row.stage, row.stage_since), ("at_risk", TODAY))
        self.assertEqual(self._stage([100, 80, 60]).stage, "at_risk")
        row = self._stage([105, 85, 65])
        self.assertEqual((row.stage, row.stage_since), ("lost", day(4)))

    def test_develop_by_growth(self):
        """20 percent more than in the 12 months before; a cycle of 190 days."""
        self.assertEqual(self._stage([390, 200, 10], [100, 60, 60]).stage, "develop")
        self.assertEqual(self._stage([390, 200, 10], [100, 60, 59]).stage, "retain")
        self.assertEqual(self._stage([580, 390, 200], [50, 50, 120]).stage, "retain", "past the cycle")

    def test_develop_by_a_new_category(self):
        products = [self.tea, self.tea, self.nuts]
        self.assertEqual(self._stage([40, 25, 10], products=products).stage, "develop")
        self.assertEqual(self._stage([40, 25, 10], products=[self.tea] * 3).stage, "retain")
        old = self._stage([800, 600, 400, 200], products=[self.tea, self.nuts, self.tea, self.tea], amounts=[9, 9, 9, 9])
        self.assertEqual(old.stage, "retain", "the category is new no more")

    def test_won_back_by_the_gap(self):
        """Gaps 10, 10, 35, 10: the fourth order came after more than three cycles of 10 days."""
        row = self._stage([70, 60, 50, 15, 5])
        self.assertEqual((row.stage, row.won_back_on, row.stage_since), ("won_back", day(15), day(15)))
        self.assertFalse(self._stage([65, 55, 45, 15, 5]).won_back_on, "a gap of exactly three cycles")

    def test_won_back_ends_after_180_days(self):
        """Cycle 60: lost for 400 days, back 180 (181) days ago."""
        self.assertEqual(self._stage([700, 640, 580, 180, 120, 60]).stage, "won_back")
        self.assertEqual(self._stage([701, 641, 581, 181, 121, 61]).stage, "retain")

    def test_won_back_follows_the_stored_stage(self):
        """The new order makes the cycle longer, so that the gap alone would not tell."""
        customer = self.make_customer("Back again")
        for number in (140, 120, 100):
            self.make_order(customer, day(number))
        with freeze_time("2026-05-22 04:00:00"):  # 61 days after the last order, three cycles of 20
            self.refresh()
            self.assertEqual(self.row(customer).stage, "lost")
        self.make_order(customer, day(30))
        self.make_order(customer, day(1))
        for _again in range(2):
            self.refresh()
            row = self.row(customer)
            self.assertEqual(row.cycle_days, 24.5)  # of 20, 20, 70, 29
            self.assertEqual((row.stage, row.won_back_on), ("won_back", day(30)))

    def test_at_risk_again_is_not_won_back(self):
        self.assertEqual(self._stage([80, 70, 60, 20]).stage, "at_risk")

    def test_date_of_a_stage_is_kept(self):
        customer = self.make_customer("Steady")
        for number in (40, 20, 1):
            self.make_order(customer, day(number))
        self.refresh()
        self.assertEqual((self.row(customer).stage, self.row(customer).stage_since), ("retain", TODAY))
        with freeze_time("2026-07-03 04:00:00"):
            self.refresh()
            self.assertEqual((self.row(customer).stage, self.row(customer).stage_since), ("retain", TODAY))

    def test_churn_reasons(self):
        good = self._stage([40, 20, 1])
        self.assertEqual((good.churn_risk, good.churn_points, good.churn_reasons), ("low", 0, False))
        late = self._stage([75, 55, 35])
        self.assertEqual((late.churn_risk, late.churn_points, late.churn_reasons), ("medium", 2, ["late"]))
        self.assertEqual(late.churn_text, "late for the next order")
        silent = self._stage([200, 180, 160])
        self.assertEqual((silent.churn_risk, silent.churn_points, silent.churn_reasons), ("high", 3, ["silent"]))
        falling = self._stage([400, 210, 20], [100, 40, 39])
        self.assertEqual((falling.churn_risk, falling.churn_reasons), ("low", ["falling"]))

    def test_a_single_purchase_is_a_reason_after_its_cycle(self):
        """Of 90 days by the setting, as long as there is no other customer."""
        row = self._stage([91])
        self.assertEqual((row.cycle_days, row.churn_risk, row.churn_reasons), (90.0, "low", ["single"]))
        self.assertFalse(self._stage([90]).churn_reasons)

    def test_thresholds_are_settings(self):
        self.company.write({"grading_ratio_retain": 1.2, "grading_ratio_lost": 1.3, "grading_churn_high": 2})
        self.assertEqual(self._stage([65, 45, 25]).stage, "at_risk")
        self.assertEqual(self._stage([65, 45, 25]).churn_risk, "high")
        self.assertEqual(self._stage([70, 50, 30]).stage, "lost")
