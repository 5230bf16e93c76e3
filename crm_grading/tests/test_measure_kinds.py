from datetime import date, datetime

from odoo.tests import tagged

from .grading_measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasureKinds(MeasureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.order_measure(aggregate="count")
        cls.amount = cls.order_measure(field_path="amount_untaxed", rate_path="currency_rate")
        cls.make_order(cls.customer, datetime(2026, 1, 5, 4), price=300.0)
        cls.make_order(cls.customer, datetime(2026, 2, 5, 4), price=100.0)

    def test_ratio_of_two_measures(self):
        ratio = self.make_measure(kind="ratio", numerator_id=self.amount.id, denominator_id=self.orders.id)
        found = self.values(ratio)
        self.assertEqual(found[self.customer], 200.0)
        self.assertIsNone(found[self.idle], "a share of nothing is not known")

    def test_ratio_over_a_number(self):
        ratio = self.make_measure(kind="ratio", numerator_id=self.orders.id, denominator_constant=13)
        found = self.values(ratio)
        self.assertAlmostEqual(found[self.customer], 2 / 13, 9)
        self.assertEqual(found[self.idle], 0.0)

    def test_ratio_of_less_than_nothing_is_not_known(self):
        debt = self.order_measure(field_path="amount_untaxed", rate_path="currency_rate", factor=-1)
        ratio = self.make_measure(kind="ratio", numerator_id=self.orders.id, denominator_id=debt.id)
        self.assertIsNone(self.values(ratio)[self.customer])

    def test_growth_over_the_same_quarter_last_year(self):
        growth = self.make_measure(kind="growth", base_id=self.amount.id)
        self.make_order(self.customer, datetime(2025, 2, 5, 4), price=500.0)
        self.make_order(self.customer, datetime(2025, 4, 5, 4), price=9999.0)
        self.make_order(self.rival, datetime(2025, 1, 1, 4), price=80.0)
        found = self.values(growth)
        self.assertAlmostEqual(found[self.customer], (400 - 500) / 500, 9)
        self.assertEqual(found[self.rival], -1.0)
        self.assertIsNone(found[self.idle])

    def test_growth_from_a_loss_is_measured_by_its_size(self):
        growth = self.make_measure(kind="growth", base_id=self.amount.id)
        order = self.make_order(self.customer, datetime(2025, 2, 5, 4), price=200.0)
        order.order_line.price_unit = -200.0
        self.assertAlmostEqual(self.values(growth)[self.customer], (400 + 200) / 200, 9)

    def test_latest_score_of_a_questionnaire_that_still_holds(self):
        measure = self.make_measure(kind="manual", validity_months=12)
        scores = self.env["crm.grading.score"]
        common = {"measure_id": measure.id, "company_id": self.company.id, "state": "confirmed"}
        for partner, day, score in (
            (self.customer, date(2026, 1, 10), 40.0),
            (self.customer, date(2026, 3, 31), 70.0),
            (self.customer, date(2026, 4, 1), 99.0),
            (self.rival, date(2025, 3, 1), 50.0),
        ):
            scores._guarded_create([common | {"partner_id": partner.id, "date": day, "score": score}])
        found = self.values(measure)
        self.assertEqual(found[self.customer], 70.0)
        self.assertIsNone(found[self.rival], "older than a year")
        self.assertIsNone(found[self.idle])

    def test_measures_keep_their_meaning_in_a_frozen_configuration(self):
        config = {"dimensions": [{"indicators": [{"code": "n", "window": "period", "measure": self.orders._frozen_config()}]}]}
        self.orders.domain = "[('state', '=', 'cancel')]"
        plan = self.env["crm.grading.measure"]._raw_plan(config, self.company, date(2026, 1, 1), date(2026, 3, 31))
        self.assertEqual(self._execute(plan.sources, plan.values["n"])[self.customer], 2)
