from datetime import date, datetime

from odoo.tests import tagged

from .run_common import FIRST, LAST, RunCommon


@tagged("post_install", "-at_install")
class TestRunPopulation(RunCommon):
    """Who is graded."""

    def setUp(self):
        super().setUp()
        self.scheme = self.simple_scheme(require_business=True)
        self.grade = {grade.code: grade for grade in self.scheme.grade_ids}
        self.customers = self.make_customers(4)

    def compute_points(self, customers=None, scheme=None):
        points = {customer: 50 + place for place, customer in enumerate(customers or self.customers)}
        return self.compute(scheme or self.scheme, {"X": points})

    def test_no_business_until_the_end_is_not_rated(self):
        self.sell(self.customers[0], 100, date(2025, 6, 1))
        self.sell(self.customers[1], 100, date(2026, 4, 1))
        results = self.results(self.compute_points())
        found = [(results[customer].status, results[customer].reason) for customer in self.customers[:2]]
        self.assertEqual(found, [("rated", False), ("not_rated", "no_data")])
        self.assertFalse(results[self.customers[1]].detail)
        self.assertFalse(results[self.customers[1]].dimension_ids)

    def test_new_customers_are_outside_and_get_the_first_grade(self):
        self.scheme.initial_grade_id = self.grade["D"]
        for customer, day in zip(self.customers, (date(2025, 12, 31), FIRST, LAST, date(2024, 1, 1)), strict=True):
            self.sell(customer, 100, day)
        run = self.compute_points()
        results = self.results(run)
        self.assertEqual([results[customer].status for customer in self.customers], ["rated", "new", "new", "rated"])
        self.assertEqual([results[customer].size for customer in self.customers], [2, 0, 0, 2])
        new = results[self.customers[1]]
        self.assertEqual((new.reason, new.final_grade_id, new.computed_grade_id.id), ("new", self.grade["D"], False))
        self.assertEqual((run.population, run.rated_count, run.new_count), (4, 2, 2))

    def test_a_refund_is_business(self):
        self.sell(self.customers[0], -100, date(2025, 5, 5))
        results = self.results(self.compute_points())
        self.assertEqual(results[self.customers[0]].status, "rated")

    def test_orders_are_business_on_the_day_of_the_company(self):
        self.company.business_tz = "Asia/Shanghai"
        moments = datetime(2025, 12, 31, 15, 59), datetime(2025, 12, 31, 16, 0), datetime(2026, 3, 31, 16, 0)
        for customer, moment in zip(self.customers, moments, strict=False):
            order = self.env["sale.order"].create({"partner_id": customer.id, "date_order": moment})
            order.write({"state": "sale", "date_order": moment})
        self.env["sale.order"].create({"partner_id": self.customers[3].id, "date_order": datetime(2025, 5, 1)})
        results = self.results(self.compute_points())
        self.assertEqual(
            [(results[customer].status, results[customer].reason) for customer in self.customers],
            [("rated", False), ("new", "new"), ("not_rated", "no_data"), ("not_rated", "no_data")],
        )

    def test_contacts_archived_and_other_companies_customers_are_not_graded(self):
        scheme = self.simple_scheme(code="other", domain="[]")
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.customers[0].id})
        self.customers[1].active = False
        self.customers[2].company_id = self.other_company
        self.customers[3].company_id = self.company
        graded = self.results(self.compute_points(scheme=scheme)).keys()
        self.assertTrue({self.customers[0], self.customers[3]} <= graded)
        self.assertFalse({contact, self.customers[1], self.customers[2]} & graded)

    def test_business_with_a_branch_counts_with_another_company_does_not(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.sell(self.customers[0], 100, date(2025, 6, 1), company=branch)
        self.sell(self.customers[1], 100, date(2025, 6, 1), company=self.other_company)
        results = self.results(self.compute_points())
        self.assertEqual([results[customer].reason for customer in self.customers[:2]], [False, "no_data"])

    def test_without_the_need_of_business_everybody_is_rated(self):
        self.scheme.require_business = False
        self.assertEqual(self.compute_points().rated_count, 4)

    def test_values_of_a_real_measure(self):
        """Sales of the quarter by customer, over the branches; refunds lower them."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        for customer in self.customers:
            self.sell(customer, 1, date(2025, 6, 1))
        self.sell(self.customers[0], 100, date(2026, 2, 1))
        self.sell(self.customers[0], 50, date(2026, 3, 31), company=branch)
        self.sell(self.customers[1], -30, date(2026, 1, 1))
        self.sell(self.customers[2], 900, date(2026, 2, 1), company=self.other_company)
        indicator = {"normalisation": "percentile", "weight": 1.0}
        scheme = self.make_scheme({"V": (1.0, {"X": indicator})}, code="real", require_business=True)
        run = self.make_run(scheme)
        run.action_compute()
        results = self.results(run)
        found = [results[customer].detail["X"] for customer in self.customers]
        self.assertEqual(found, [[150, 87.5, 1, 87.5], [-30, 12.5, 1, 12.5], [0, 50, 1, 50], [0, 50, 1, 50]])
