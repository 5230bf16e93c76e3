from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .run_common import RunCommon

QUARTERS = [(date(2025, 7, 1), date(2025, 9, 30)), (date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 3, 31))]


@tagged("post_install", "-at_install")
class TestRunCaps(RunCommon):
    """Caps act after the split: they move nobody else and leave the computed grade."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(20)
        self.points = {customer: 100 - place for place, customer in enumerate(self.customers)}
        self.scheme = self.simple_scheme()
        self.grade = {grade.code: grade for grade in self.scheme.grade_ids}

    def cap(self, customers, effect, grade=None, name="Cap"):
        return self.env["crm.grading.cap"].create(
            {
                "scheme_id": self.scheme.id,
                "name": name,
                "domain": str([("id", "in", customers.ids)]),
                "effect": effect,
                "grade_id": self.grade[grade].id if grade else False,
            }
        )

    def test_at_most(self):
        cap = self.cap(self.customers[0] | self.customers[19], "at_most", "D")
        run = self.compute(self.scheme, {"X": self.points})
        self.assertEqual(self.grades(run), "DBBBBCCCCCCCCCCDDDDE")
        self.assertEqual(self.grades(run, "computed_grade_id"), "ABBBBCCCCCCCCCCDDDDE")
        results = self.results(run)
        best, worst = results[self.customers[0]], results[self.customers[19]]
        self.assertEqual((best.final_reason, best.cap_id, best.status, best.rank), ("cap", cap, "rated", 1))
        # The cap is noted where it changes nothing, too.
        self.assertEqual((worst.final_reason, worst.cap_id), (False, cap))
        self.assertEqual(best.effects, [["cap", "at_most", self.grade["D"].id, cap.id, "Cap"]])

    def test_not_rated(self):
        self.cap(self.customers[0], "not_rated", name="Licence")
        run = self.compute(self.scheme, {"X": self.points})
        self.assertEqual(self.grades(run), "-BBBBCCCCCCCCCCDDDDE")
        result = self.results(run)[self.customers[0]]
        self.assertEqual((result.status, result.reason, result.computed_grade_id), ("not_rated", "cap", self.grade["A"]))
        self.assertEqual((run.rated_count, run.not_rated_count), (19, 1))
        self.assertEqual({other.size for other in self.results(run).values()}, {20})

    def test_the_strictest_cap_wins(self):
        self.cap(self.customers[0], "at_most", "B")
        strict = self.cap(self.customers[0], "at_most", "D")
        run = self.compute(self.scheme, {"X": self.points})
        result = self.results(run)[self.customers[0]]
        self.assertEqual((result.final_grade_id, result.cap_id), (self.grade["D"], strict))

    def test_vetoes_and_overrides_of_the_hooks(self):
        self.cap(self.customers[0] | self.customers[1], "at_most", "D")
        rows = {
            "_override_query": [(self.customers[0].id, "set", self.grade["B"].id, "Agreed")],
            "_veto_query": [
                (self.customers[1].id, "not_rated", None, "Fraud"),
                (self.customers[2].id, "at_most", self.grade["E"].id, "x"),
            ],
        }
        model = self.env.registry["crm.grading.run"]

        def query(name):
            values = SQL(", ").join(SQL("(%s, %s, %s::int, %s)", *row) for row in rows[name])
            return SQL("SELECT * FROM (VALUES %s) AS decided (partner_id, effect, grade_id, text)", values)

        with (
            patch.object(model, "_override_query", lambda run: query("_override_query")),
            patch.object(model, "_veto_query", lambda run: query("_veto_query")),
        ):
            run = self.compute(self.scheme, {"X": self.points})
        self.assertEqual(self.grades(run), "B-EBBCCCCCCCCCCDDDDE")
        results = self.results(run)
        found = [(results[customer].final_reason, results[customer].reason) for customer in self.customers[:3]]
        self.assertEqual(found, [("override", False), ("veto", "veto"), ("veto", False)])
        # What the run's own rules gave is kept, for the day the decision ends.
        ruled = {"status": "rated", "reason": None, "grade": self.grade["D"].id, "final_reason": "cap"}
        self.assertEqual([results[customer].ruled for customer in self.customers[:2]], [ruled, ruled])
        self.assertFalse(results[self.customers[3]].ruled)


@tagged("post_install", "-at_install")
class TestRunStability(RunCommon):
    """Grades against those of the previous published run."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(5)  # B C C C D

    def run_quarters(self, scheme, *rows):
        """Compute and publish quarters in order; return the runs."""
        runs = []
        for quarter, points in zip(QUARTERS, rows, strict=False):
            run = self.compute(scheme, {"X": dict(zip(self.customers, points, strict=True))}, first=quarter[0], last=quarter[1])
            run.action_publish()
            runs.append(run)
        return runs

    def test_movement_against_the_previous_run(self):
        one, two = self.run_quarters(self.simple_scheme(), (5, 4, 3, 2, 1), (1, 4, 3, 2, 5))
        self.assertEqual((self.grades(one), self.grades(two)), ("BCCCD", "DCCCB"))
        self.assertEqual(two.previous_run_id, one)
        results = self.results(two)
        self.assertEqual([results[customer].movement for customer in self.customers], [-2, 0, 0, 0, 2])
        self.assertEqual(results[self.customers[0]].previous_grade_id.code, "B")

    def test_largest_step(self):
        _one, two = self.run_quarters(self.simple_scheme(max_step=1), (5, 4, 3, 2, 1), (1, 4, 3, 2, 5))
        self.assertEqual((self.grades(two), self.grades(two, "computed_grade_id")), ("CCCCC", "DCCCB"))
        results = self.results(two)
        self.assertEqual({results[customer].final_reason for customer in (self.customers[0], self.customers[4])}, {"step"})

    def test_a_downgrade_waits_an_upgrade_does_not(self):
        rows = (5, 4, 3, 2, 1), (1, 4, 3, 2, 5), (1, 4, 3, 2, 5)
        _one, two, three = self.run_quarters(self.simple_scheme(downgrade_runs=2), *rows)
        self.assertEqual((self.grades(two), self.grades(three)), ("BCCCB", "DCCCB"))
        waiting, fallen = (self.results(run)[self.customers[0]] for run in (two, three))
        self.assertEqual((waiting.final_reason, waiting.runs_below), ("downgrade", 1))
        self.assertEqual((fallen.final_reason, fallen.runs_below, fallen.movement), (False, 2, -2))

    def test_recovery_forgets_the_runs_below(self):
        rows = (5, 4, 3, 2, 1), (1, 4, 3, 2, 5), (5, 4, 3, 2, 1)
        *_before, three = self.run_quarters(self.simple_scheme(downgrade_runs=2), *rows)
        self.assertEqual(self.results(three)[self.customers[0]].runs_below, 0)

    def test_caps_do_not_wait(self):
        scheme = self.simple_scheme(downgrade_runs=3, max_step=1)
        run, *_none = self.run_quarters(scheme, (5, 4, 3, 2, 1))
        worst = scheme.grade_ids.filtered(lambda grade: grade.code == "E")
        domain = str([("id", "=", self.customers[0].id)])
        scheme.cap_ids = [(0, 0, {"name": "Penalty", "domain": domain, "effect": "at_most", "grade_id": worst.id})]
        points = dict(zip(self.customers, (5, 4, 3, 2, 1), strict=True))
        two = self.compute(scheme, {"X": points}, first=QUARTERS[1][0], last=QUARTERS[1][1])
        self.assertEqual(self.results(two)[self.customers[0]].final_grade_id, worst)
        self.assertEqual(two.previous_run_id, run)

    def test_scenarios_and_unpublished_runs_are_no_predecessors(self):
        scheme = self.simple_scheme()
        values = {"X": dict(zip(self.customers, (5, 4, 3, 2, 1), strict=True))}
        self.compute(scheme, values, first=QUARTERS[0][0], last=QUARTERS[0][1])
        two = self.compute(scheme, values, first=QUARTERS[1][0], last=QUARTERS[1][1])
        self.assertFalse(two.previous_run_id)
        self.assertEqual({result.movement for result in self.results(two).values()}, {0})
