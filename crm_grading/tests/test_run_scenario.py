from copy import deepcopy
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .run_common import RunCommon

FIGURES = (
    "status reason total coverage rank rank_high size computed_grade_id final_grade_id final_reason cap_id"
    " previous_grade_id movement runs_below effects detail"
).split()


@tagged("post_install", "-at_install")
class TestRunScenario(RunCommon):
    """The same inputs again, as they were or with another configuration."""

    def setUp(self):
        super().setUp()
        self.states = self.env["res.country.state"].search([("country_id.code", "=", "CN")], limit=2)
        self.customers = self.make_customers(12)
        for place, customer in enumerate(self.customers):
            customer.state_id = self.states[place % 2]
            self.sell(customer, 1, date(2025, 1, 1) if place else date(2026, 1, 1))
        plain = {"normalisation": "percentile", "nulls": "reweight"}
        self.scheme = self.make_scheme(
            {"E": (40.0, {"X": plain | {"weight": 3.0}, "Y": plain | {"weight": 1.0}})},
            peer_key_ids=self.peer_keys("state_id"),
            require_business=True,
            max_step=1,
        )
        grades = {grade.code: grade.id for grade in self.scheme.grade_ids}
        capped = str([("id", "in", self.customers[1:3].ids)])
        self.scheme.write(
            {
                "initial_grade_id": grades["C"],
                "cap_ids": [
                    (0, 0, {"name": "Late", "domain": capped, "effect": "at_most", "grade_id": grades["D"]}),
                    (0, 0, {"name": "Out", "domain": str([("id", "=", self.customers[3].id)]), "effect": "not_rated"}),
                ],
            }
        )
        self.values = {
            "X": {customer: 100 / (place + 3) for place, customer in enumerate(self.customers)},
            "Y": {customer: place for place, customer in enumerate(self.customers) if place != 5},
        }
        self.source = self.compute(self.scheme, self.values, first=date(2025, 10, 1), last=date(2025, 12, 31))

    def figures(self, run):
        """{customer: everything a run found out}"""
        return {
            customer: [result[name] for name in FIGURES]
            + [(line.code, line.score, line.coverage, line.grade_id) for line in result.dimension_ids]
            + [result.peer_group_id.name]
            for customer, result in self.results(run).items()
        }

    def repeat(self, run):
        action = run.action_repeat()
        return self.env["crm.grading.run"].browse(action["res_id"])

    def test_a_repeated_run_is_identical_whatever_changed(self):
        self.source.action_publish()
        run = self.compute(self.scheme, {code: dict(reversed(list(row.items()))) for code, row in self.values.items()})
        expected = self.figures(run)
        # Everything a run looks at changes.
        self.scheme.write({"ties": "worst", "max_step": 0, "require_business": False})
        self.scheme.cap_ids.filtered(lambda cap: cap.name == "Late").domain = "[]"
        self.customers.state_id = self.states[0]
        self.customers[11].category_id = False
        self.customers[10].active = False
        repeated = self.repeat(run)
        self.assertEqual((repeated.scenario, repeated.source_run_id, repeated.state), (True, run, "computed"))
        self.assertEqual(repeated.previous_run_id, self.source)
        self.assertEqual(self.figures(repeated), expected)
        self.assertEqual(self.figures(self.repeat(repeated)), expected)
        for name in ("name", "size", "bounds", "cuts", "means", "dimension_cuts"):
            first, second = ([group[name] for group in run.peer_group_ids] for run in (run, repeated))
            self.assertEqual(first, second, name)

    def test_a_run_without_peer_keys_is_repeated(self):
        run = self.compute_points(self.simple_scheme(), range(12))
        repeated = self.env["crm.grading.run"].browse(run.action_repeat()["res_id"])
        self.assertEqual((repeated.state, self.grades(repeated)), ("computed", self.grades(run)))

    def test_a_scenario_with_other_weights(self):
        action = self.source.action_scenario()
        scenario = self.env["crm.grading.run"].browse(action["res_id"])
        config = deepcopy(scenario.config)
        config["dimensions"][0]["indicators"][0]["weight"] = 1.0
        config["dimensions"][0]["indicators"][1]["weight"] = 0.5
        scenario.with_user(self.grading_manager).set_config(config)
        scenario.with_user(self.grading_manager).action_compute()
        before, after = (self.results(run)[self.customers[4]].detail for run in (self.source, scenario))
        self.assertEqual(before["X"][:2], after["X"][:2])
        self.assertEqual((before["X"][2], round(after["X"][2], 6)), (0.75, 0.666667))
        self.assertEqual(self.source.config["dimensions"][0]["indicators"][0]["weight"], 3.0)

    def test_a_scenario_with_other_caps_asks_them_again(self):
        scenario = self.env["crm.grading.run"].browse(self.source.action_scenario()["res_id"])
        config = deepcopy(scenario.config)
        config["caps"] = config["caps"][1:]
        scenario.set_config(config)
        scenario.action_compute()
        self.assertFalse(self.results(scenario)[self.customers[1]].cap_id)
        self.assertEqual(self.results(scenario)[self.customers[3]].reason, "cap")

    def test_a_scenario_is_never_published(self):
        scenario = self.repeat(self.source)
        with self.assertRaisesRegex(UserError, "never published"):
            scenario.action_publish()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            scenario._guarded_write({"state": "published"})
            scenario.flush_recordset()

    def test_senseless_configurations_are_refused(self):
        scenario = self.env["crm.grading.run"].browse(self.source.action_scenario()["res_id"])

        def changed(change):
            config = deepcopy(scenario.config)
            change(config)
            return config

        senseless = {
            "no dict": "weights",
            "a part missing": changed(lambda config: config.pop("grades")),
            "another scheme": changed(lambda config: config["scheme"].update(id=1)),
            "a foreign grade": changed(lambda config: config["grades"][0].update(id=1)),
            "a foreign grade in a cap": changed(lambda config: config["caps"][0].update(grade_id=1)),
            "a grade of a cap that is gone": changed(lambda config: config.update(grades=config["grades"][:1])),
            "a grade twice": changed(lambda config: config["grades"].append(config["grades"][0])),
            "a cap without a name": changed(lambda config: config["caps"][0].update(name={"en": "Late"})),
            "weight of zero": changed(lambda config: config["dimensions"][0].update(weight=0)),
            "weight as a text": changed(lambda config: config["dimensions"][0].update(weight="1")),
            "ratio with a fraction": changed(lambda config: config["grades"][0].update(ratio=1.5)),
            "all ratios zero": changed(lambda config: [grade.update(ratio=0) for grade in config["grades"]]),
            "unknown tie-breaker": changed(lambda config: config.update(tie_break=["Z"])),
            "broken domain": changed(lambda config: config["caps"][0].update(domain="[('no_such_field', '=', 1)]")),
            "domain that is code": changed(lambda config: config["caps"][0].update(domain="__import__('os')")),
            "unknown indicator": changed(lambda config: config["dimensions"][0]["indicators"][0].update(code="Z")),
            "unknown normalisation": changed(lambda config: config["dimensions"][0]["indicators"][0].update(normalisation="x")),
            "unknown ties": changed(lambda config: config.update(ties="x")),
        }
        for name, config in senseless.items():
            with self.subTest(name), self.assertRaises(UserError):
                scenario.set_config(config)
        with self.assertRaisesRegex(UserError, "configuration is frozen"):
            self.source.set_config(self.source.config)

    def test_peers_by_a_field_that_the_manager_may_not_read(self):
        run = self.source.with_user(self.grading_manager)
        scenario = self.env["crm.grading.run"].with_user(self.grading_manager).browse(run.action_scenario()["res_id"])
        with self.assertRaisesRegex(UserError, "signup_type"):
            scenario.set_config(scenario.config | {"peer_keys": ["signup_type"]})

    def test_a_run_with_scenarios_is_deleted_after_them(self):
        scenario = self.repeat(self.source)
        with self.assertRaisesRegex(UserError, "delete it first"):
            self.source.unlink()
        (self.source | scenario).unlink()
        self.assertFalse(scenario.exists() or self.source.exists())

    def test_a_draft_has_nothing_to_repeat(self):
        with self.assertRaisesRegex(UserError, "nothing to repeat"):
            self.make_run(self.scheme).action_repeat()
