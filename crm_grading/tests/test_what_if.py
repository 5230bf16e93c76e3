from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestWhatIf(RunCommon):
    """The configuration of a scenario is changed on a screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.make_customers(4)
        plain = {"normalisation": "identity", "nulls": "zero"}
        cls.scheme = cls.make_scheme(
            {"E": (30.0, {"X": plain | {"weight": 3.0}, "Y": plain | {"weight": 1.0}}), "R": (10.0, {"Z": plain})}
        )
        domain = str([("id", "=", cls.customers[0].id)])
        grades = {grade.code: grade.id for grade in cls.scheme.grade_ids}
        cls.scheme.cap_ids = [
            Command.create({"name": "Late", "domain": domain, "effect": "at_most", "grade_id": grades["D"]})
        ]
        cls.values = {
            "X": dict(zip(cls.customers, (80, 60, 40, 20), strict=True)),
            "Y": dict(zip(cls.customers, (0, 40, 80, 100), strict=True)),
            "Z": dict.fromkeys(cls.customers, 50),
        }

    def setUp(self):
        super().setUp()
        self.source = self.compute(self.scheme, self.values)
        runs = self.env["crm.grading.run"].with_user(self.grading_manager)
        self.scenario = runs.browse(self.source.action_scenario()["res_id"])

    def open(self, scenario=None):
        action = (scenario or self.scenario).action_configure()
        self.assertEqual((action["res_model"], action["target"]), ("crm.grading.what.if", "new"))
        return self.env["crm.grading.what.if"].with_user(self.grading_manager).browse(action["res_id"])

    def test_unchanged_it_is_what_the_run_was_computed_with(self):
        wizard = self.open()
        self.assertEqual(wizard._prepare_config(), self.source.config)
        self.assertEqual(wizard.dimension_ids.mapped("share"), [75.0, 25.0])
        # 75 % in the ratio 3:1, and 25 %
        self.assertEqual(wizard.indicator_ids.mapped("total_share"), [56.25, 18.75, 25.0])
        wizard.action_save()
        self.assertFalse(self.scenario.changes)

    def test_other_weights_give_other_points(self):
        with Form(self.open()) as form:
            with form.indicator_ids.edit(0) as line:
                line.weight = 1.0
            with form.dimension_ids.edit(0) as line:
                line.weight = 10.0
        form.record.action_compute()
        self.assertEqual(self.scenario.state, "computed")
        # E has half of the weight now, X and Y half of E each: 80/4 + 0/4 + 50/2
        results = self.results(self.scenario)
        self.assertEqual([results[customer].total for customer in self.customers], [45.0, 50.0, 55.0, 55.0])
        before = self.results(self.source)
        # 0.75 · (3 · 80 + 0) / 4 + 0.25 · 50
        self.assertEqual(before[self.customers[0]].total, 57.5)
        self.assertEqual(self.scheme.dimension_ids[0].weight, 30.0, "the scheme stays as it is")
        self.assertEqual(self.scenario.changes.splitlines(), ["E, Weight: 30 → 10", "X, Weight: 3 → 1"])

    def test_normalisation_bands_and_grades(self):
        with Form(self.open()) as form:
            with form.scored_ids.edit(0) as line:
                line.normalisation = "bands"
                with line.band_ids.new() as band:
                    band.is_lowest = True
                with line.band_ids.new() as band:
                    band.lower = 50
                    band.score = 100
            with form.grade_ids.edit(2) as line:
                line.ratio = 4
            form.split = "bands"
        form.record.action_save()
        indicator = self.scenario.config["dimensions"][0]["indicators"][0]
        self.assertEqual(indicator["bands"], [[None, 50.0, 0.0], [50.0, None, 100.0]])
        self.assertEqual(
            self.scenario.changes.splitlines(),
            [
                "Split: By rank, exact → By minimum scores",
                "X, Becomes a Score by: Value is the score → Table of bands",
                "X, Bands: – → …: 0; 50: 100",
                "C, Ratio: 10 → 4",
            ],
        )
        self.scenario.action_compute()
        # 0.75 · (3 · 100 + 0) / 4 + 12.5 = 68.75 is a C from 40 on, but the cap allows D
        result = self.results(self.scenario)[self.customers[0]]
        self.assertEqual((result.total, result.computed_grade_id.code, result.final_grade_id.code), (68.75, "C", "D"))

    def test_without_a_cap(self):
        wizard = self.open()
        self.assertEqual(wizard.offered_cap_ids, self.scheme.cap_ids)
        wizard.cap_ids = False
        wizard.action_compute()
        self.assertEqual(self.scenario.changes, "without the cap “Late”")
        self.assertFalse(self.results(self.scenario)[self.customers[0]].cap_id)
        self.assertTrue(self.results(self.source)[self.customers[0]].cap_id)
        again = self.open()
        again.cap_ids = again.offered_cap_ids
        again.action_save()
        self.assertEqual(self.scenario.config, self.source.config)

    def test_what_makes_no_sense_is_refused_by_name(self):
        wizard = self.open()
        line = wizard.indicator_ids[0]
        senseless = [
            ({"weight": 0.0}, "“X”: its weight"),
            ({"normalisation": "target"}, "“X”: its target"),
            ({"normalisation": "bands"}, "“X”: its bands"),
            ({"capped": True, "cap_low": 2.0, "cap_high": 1.0}, "“X”: the lowest"),
        ]
        for values, message in senseless:
            with self.subTest(values), self.assertRaisesRegex(UserError, message), self.cr.savepoint():
                line.write(values)
                wizard.action_save()
        for values in ({"coverage": 101.0}, {"min_group": 0}, {"downgrade_runs": 0}, {"max_step": -1}):
            with self.subTest(values), self.assertRaises(UserError), self.cr.savepoint():
                wizard.write(values)
                wizard.action_save()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            line.weight = float("nan")

    def test_managers_only_and_scenarios_only(self):
        with self.assertRaisesRegex(UserError, "no open scenario"):
            self.source.action_configure()
        wizard = self.open()
        for user in (self.assessor, self.salesperson):
            with self.assertRaises(AccessError):
                self.scenario.with_user(user).action_configure()
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_save()
        wizard.run_id = self.source
        with self.assertRaisesRegex(UserError, "frozen"):
            wizard.action_save()

    def test_it_is_compared_with_its_source_and_what_is_published(self):
        with self.assertRaisesRegex(UserError, "nothing to compare"):
            self.scenario.action_compare_scenario()
        published = self.source
        published.action_publish()
        again = self.compute(self.scheme, self.values)
        scenario = self.env["crm.grading.run"].browse(again.action_repeat()["res_id"])
        action = scenario.action_compare_scenario()
        # The screen reads them from the last one on.
        self.assertEqual(action["context"]["active_ids"], [scenario.id, again.id, published.id])
        self.scenario.action_compute()
        self.assertEqual(self.scenario.action_compare_scenario()["context"]["active_ids"], [self.scenario.id, published.id])
        self.assertEqual(self.source.date_to, date(2026, 3, 31))
