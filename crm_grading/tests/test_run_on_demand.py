from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .run_common import RunCommon

TODAY = date(2026, 5, 20)


@tagged("post_install", "-at_install")
class TestRunOnDemand(RunCommon):
    """Grades by minimum scores, and scores of single customers."""

    def make_absolute(self, **values):
        scheme = self.simple_scheme(split="bands", **values)
        scheme.initial_grade_id = values.get("initial_grade_id", False)
        return scheme

    def make_two(self):
        """Two dimensions of one indicator each, 60 and 40 points; what is not known is left out."""
        identity = {"normalisation": "identity", "weight": 1.0}
        scheme = self.make_scheme({"V": (60, {"X": dict(identity)}), "W": (40, {"Y": dict(identity)})}, split="bands")
        scheme.write({"initial_grade_id": False, "coverage": 50})
        return scheme

    def test_grades_by_minimum_scores(self):
        self.make_customers(6)
        run = self.compute_points(self.make_absolute(min_group=20), [90, 89.9999, 70, 40, 20, 0])
        self.assertEqual(self.grades(run), "ABBCDE")
        [group] = run.peer_group_ids
        self.assertEqual((group.policy_applied, group.small, group.bounds), ("bands", False, False))

    def test_one_customer_more_changes_nobody(self):
        self.make_customers(1)
        self.assertEqual(self.grades(self.compute_points(self.make_absolute(), [95])), "A")

    def test_small_peer_groups_stay_apart(self):
        customers = self.make_customers(2)
        customers[0].country_id = self.env.ref("base.de")
        scheme = self.make_absolute(min_group=20, peer_key_ids=self.peer_keys("country_id"))
        run = self.compute_points(scheme, [95, 95])
        self.assertEqual(self.grades(run), "AA")
        self.assertEqual(run.peer_group_ids.mapped("policy_applied"), ["bands", "bands"])

    def test_new_customers_are_scored_unless_they_have_a_grade(self):
        customers = self.make_customers(2)
        self.sell(customers[0], 10, date(2026, 2, 1))
        self.assertEqual(self.grades(self.compute_points(self.make_absolute(), [95, 95])), "AA")
        scheme = self.make_absolute()
        scheme.initial_grade_id = scheme.grade_ids[2]
        self.assertEqual(self.grades(self.compute_points(scheme, [95, 95])), "CA")

    def test_minimum_scores_must_fall(self):
        scheme = self.make_absolute()
        scheme.grade_ids[1].min_score = 90
        self.assertIn("minimum scores", scheme.with_context(lang="en_US").problems)
        with self.assertRaises(UserError):
            self.make_run(scheme).action_compute()

    def test_what_nobody_has_lowers_the_coverage(self):
        [customer] = self.make_customers(1)
        run = self.compute(self.make_two(), {"X": {customer: 90}, "Y": {}})
        self.assertEqual(self.results(run)[customer].status, "not_rated")
        scheme = self.make_two()
        scheme.coverage_each = False
        result = self.results(self.compute(scheme, {"X": {customer: 90}, "Y": {}}))[customer]
        self.assertEqual((result.status, result.coverage, result.total), ("rated", 60, 54))

    def test_old_configurations_stay_the_same(self):
        scheme = self.simple_scheme()
        self.assertNotIn("coverage_each", scheme._frozen_config())
        version = scheme.version
        scheme.coverage_each = False
        self.assertEqual((scheme.version, scheme._frozen_config()["coverage_each"]), (version + 1, False))

    # -- single customers ------------------------------------------------------------------------------------------

    def score(self, scheme, customers, values):
        with self.raw(values):
            return self.env["crm.grading.run"]._score_customers(scheme, customers, TODAY)

    def test_one_customer_scored_alone(self):
        wanted, other = self.make_customers(2)
        scheme = self.make_absolute()
        results = self.score(scheme, wanted, {"X": {wanted: 75, other: 10}})
        self.assertEqual(list(results), [wanted])
        result = results[wanted]
        self.assertEqual((result.total, result.final_grade_id.code, result.coverage), (75, "B", 100))
        run = result.run_id
        self.assertEqual((run.state, run.on_demand, run.date_from, run.date_to), ("computed", True, date(2026, 2, 21), TODAY))
        self.assertFalse(self.env["crm.grading.standing"].search([("scheme_id", "=", scheme.id)]))
        self.assertFalse(self.work_tables())
        self.assertEqual(scheme.run_count, 0)
        self.assertEqual(result._explanation()["total"], 75)

    def test_sources_are_read_for_the_customer_only(self):
        wanted, other = self.make_customers(2)
        self.sell(wanted, 80, date(2026, 4, 1))
        self.sell(other, 90, date(2026, 4, 1))
        result = self.env["crm.grading.run"]._score_customers(self.make_absolute(), wanted, TODAY)[wanted]
        self.assertEqual(result.total, 80)

    def test_is_never_published_nor_repeated(self):
        [customer] = self.make_customers(1)
        run = self.score(self.make_absolute(), customer, {"X": {customer: 75}})[customer].run_id.with_user(self.grading_manager)
        with self.assertRaises(UserError):
            run.action_publish()
        with self.assertRaises(UserError):
            run.action_repeat()

    def test_nobody_makes_one_by_hand(self):
        scheme = self.make_absolute()
        with self.assertRaises(AccessError):
            self.make_run(scheme, on_demand=True)
        with self.assertRaises(AccessError):
            self.make_run(scheme).write({"customer_ids": [(4, self.customer.id)]})

    def test_schemes_that_compare_are_refused(self):
        [customer] = self.make_customers(1)
        with self.assertRaises(UserError):
            self.score(self.simple_scheme(), customer, {"X": {customer: 75}})
        scheme = self.make_absolute()
        scheme.indicator_ids.normalisation = "percentile"
        with self.assertRaises(UserError):
            self.score(scheme, customer, {"X": {customer: 75}})

    def test_customer_that_the_scheme_leaves_out(self):
        self.assertEqual(self.score(self.make_absolute(), self.customer, {"X": {self.customer: 75}}), {})
