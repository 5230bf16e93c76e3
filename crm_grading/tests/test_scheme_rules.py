from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GradingCommon


class SchemeCommon(GradingCommon):
    """A company with the 4V scheme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls.env["crm.grading.scheme"]._add_four_values(cls.other_company)
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}
        cls.indicators = {indicator.code: indicator for indicator in cls.scheme.indicator_ids}


@tagged("post_install", "-at_install")
class TestSchemeShipped(SchemeCommon):
    def test_main_company_has_it_from_the_installation(self):
        main = self.env.ref("base.main_company")
        self.assertTrue(self.env["crm.grading.scheme"].search([("company_id", "=", main.id), ("code", "=", "4V")]))

    def test_dimensions_indicators_and_grades(self):
        dimensions = {dimension.code: (dimension.weight, dimension.share) for dimension in self.scheme.dimension_ids}
        self.assertEqual(dimensions, {"E": (40, 40), "R": (20, 20), "F": (20, 20), "D": (20, 20)})
        weights = {code: indicator.weight for code, indicator in self.indicators.items()}
        expected = {"E1": 15, "E3": 9, "R2": 4, "R4": 3, "R5": 2, "F3": 6, "D1": 6, "D2": 4, "D3": 3, "D5": 3, "D6": 2}
        self.assertEqual(weights, expected)
        self.assertEqual([grade.ratio for grade in self.scheme.grade_ids], [1, 4, 10, 4, 1])
        self.assertEqual([grade.share for grade in self.scheme.grade_ids], [5, 20, 50, 20, 5])
        self.assertAlmostEqual(self.indicators["E1"].total_share, 40 * 15 / 24, 2)
        self.assertAlmostEqual(sum(self.scheme.indicator_ids.mapped("total_share")), 100, 1)
        self.assertFalse(self.scheme.grade_ids.payment_term_id)
        self.assertFalse(self.scheme.grade_ids.pricelist_id)
        self.assertTrue(self.scheme.is_ready, self.scheme.problems)

    def test_questionnaires(self):
        points = {code: sum(self.indicators[code].measure_id.question_ids.mapped("points")) for code in ("R4", "D6")}
        self.assertEqual(points, {"R4": 100, "D6": 100})
        self.assertEqual(len(self.indicators["R4"].measure_id.question_ids), 5)
        self.assertEqual(len(self.indicators["D6"].measure_id.question_ids), 4)

    def test_once_a_company_and_by_managers_only(self):
        with self.assertRaisesRegex(UserError, "has a scheme with the code 4V already"):
            self.env["crm.grading.scheme"]._add_four_values(self.other_company)
        third = self.env["res.company"].create({"name": "Third"})
        schemes = self.env["crm.grading.scheme"].with_company(third)
        self.grading_manager.company_ids += third
        with self.assertRaises(AccessError):
            schemes.with_user(self.salesperson).action_add_four_values()
        # as the button of a list calls it, with the lines ticked
        action = call_kw(schemes.with_user(self.grading_manager), "action_add_four_values", [[]], {})
        self.assertEqual(schemes.browse(action["res_id"]).company_id, third)

    def test_all_its_measures_compile_for_a_run(self):
        config = self.scheme._frozen_config()
        self.env["crm.grading.measure"]._check_author(config)
        plan = self.env["crm.grading.measure"]._raw_plan(config, self.other_company, date(2026, 1, 1), date(2026, 3, 31))
        self.assertEqual(set(plan.values), set(self.indicators))
        self.assertEqual(len(plan.sources), 8, "three scans, three ready-made measures, two questionnaires")


@tagged("post_install", "-at_install")
class TestSchemeConfig(SchemeCommon):
    def test_configuration_holds_all_a_run_needs(self):
        config = self.scheme._frozen_config()
        self.assertEqual(
            set(config),
            {
                "scheme", "domain", "require_business", "peer_keys", "split", "ties", "tie_break", "min_group",
                "small_group", "max_step", "downgrade_runs", "coverage", "coverage_basis",
                "initial_grade_id", "dimensions", "grades", "caps",
            },
        )  # fmt: skip
        tenure = config["dimensions"][1]["indicators"][2]
        self.assertEqual(tenure["bands"], [[None, 1, 20], [1, 3, 40], [3, 5, 60], [5, 10, 80], [10, None, 100]])
        self.assertEqual(tenure["measure"]["aggregate"], "years_since_first")
        growth = config["dimensions"][3]["indicators"][0]
        self.assertEqual((growth["cap_low"], growth["cap_high"]), (-2, 2))
        self.assertEqual(growth["measure"]["base"]["model"], "account.move.line")
        self.assertEqual([grade["code"] for grade in config["grades"]], ["A", "B", "C", "D", "E"])
        self.assertEqual(config["initial_grade_id"], self.grades["C"].id)

    def test_same_in_every_language(self):
        self.assertEqual(self.scheme.with_context(lang="zh_CN")._frozen_config(), self.scheme._frozen_config())

    def test_order_follows_the_sequence_at_once(self):
        self.grades["E"].sequence = 1
        self.assertEqual(self.scheme._frozen_config()["grades"][0]["code"], "E")

    def test_tie_breakers_and_peer_keys_in_order(self):
        fields = self.env["ir.model.fields"]
        self.scheme.write(
            {
                "tie_break_ids": [
                    Command.create({"indicator_id": self.indicators["E3"].id, "sequence": 20}),
                    Command.create({"indicator_id": self.indicators["E1"].id, "sequence": 10}),
                ],
                "peer_key_ids": [
                    Command.create({"field_id": fields._get("res.partner", "industry_id").id, "sequence": 2}),
                    Command.create({"field_id": fields._get("res.partner", "country_id").id, "sequence": 1}),
                ],
            }
        )
        config = self.scheme._frozen_config()
        self.assertEqual((config["tie_break"], config["peer_keys"]), (["E1", "E3"], ["country_id", "industry_id"]))


@tagged("post_install", "-at_install")
class TestSchemeVersion(SchemeCommon):
    def assertVersions(self, number):
        self.assertEqual(self.scheme.version, number)

    def test_every_change_of_the_configuration_counts_once(self):
        self.assertVersions(1)
        self.indicators["E1"].weight = 16
        self.assertVersions(2)
        self.grades["A"].unlink()
        self.assertVersions(3)
        self.scheme.write(
            {
                "coverage": 50,
                "dimension_ids": [Command.update(dimension.id, {"weight": 25}) for dimension in self.scheme.dimension_ids],
                "cap_ids": [Command.create({"name": "Gone", "effect": "not_rated", "domain": "[('active', '=', False)]"})],
            }
        )
        self.assertVersions(4)

    def test_what_is_not_configuration_does_not_count(self):
        self.scheme.write({"description": "For the sales meeting", "sequence": 3, "coverage": self.scheme.coverage})
        self.grades["A"].pricelist_id = self.env["product.pricelist"].create({"name": "A", "company_id": False})
        self.assertVersions(1)

    def test_change_of_a_measure_counts_for_all_schemes_that_use_it(self):
        main = self.env["crm.grading.scheme"].search([("company_id", "=", self.env.ref("base.main_company").id)], limit=1)
        before = main.version
        self.env.ref("crm_grading.measure_order_weeks").domain = "[('state', '=', 'sale'), ('amount_total', '>', 0)]"
        self.assertVersions(2)
        self.assertEqual(main.version, before + 1)

    def test_version_is_not_written_by_clients(self):
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.grading_manager).write({"version": 9})


@tagged("post_install", "-at_install")
class TestSchemeRules(SchemeCommon):
    def assertRefused(self, text, change):
        with self.assertRaisesRegex((ValidationError, UserError), text), self.cr.savepoint():
            change()

    @mute_logger("odoo.sql_db")
    def assertViolates(self, name, change):
        with self.assertRaisesRegex(IntegrityError, name), self.cr.savepoint():
            change()
            self.env.flush_all()

    def test_figures_out_of_range(self):
        for record, values, name in (
            (self.scheme.dimension_ids[0], {"weight": 0}, "crm_grading_dimension_weight_positive"),
            (self.indicators["E1"], {"weight": -1}, "crm_grading_indicator_weight_positive"),
            (self.indicators["E1"], {"window_months": 0}, "crm_grading_indicator_months_positive"),
            (self.grades["A"], {"ratio": -1}, "crm_grading_grade_ratio_positive"),
            (self.scheme, {"coverage": 101}, "crm_grading_scheme_coverage_range"),
            (self.scheme, {"downgrade_runs": 0}, "crm_grading_scheme_downgrade_positive"),
            (self.indicators["R5"].band_ids[0], {"score": 101}, "crm_grading_band_score_range"),
        ):
            self.assertViolates(name, lambda record=record, values=values: record.write(values))

    def test_codes_are_unique(self):
        self.assertViolates("grade_code_uniq", lambda: self.grades["B"].write({"code": "A"}))
        self.assertViolates("indicator_code_uniq", lambda: self.indicators["E3"].write({"code": "D1"}))
        self.assertViolates("scheme_code_uniq", lambda: self.scheme.copy({"code": "4V"}))

    def test_target_must_be_positive(self):
        self.assertRefused("“Paid on time”: the target must be", lambda: self.indicators["R2"].write({"target": 0}))
        self.assertRefused("the target must be", lambda: self.indicators["E1"].write({"normalisation": "target"}))

    def test_bands_hold_every_value(self):
        bands = self.indicators["R5"].band_ids
        lowest = bands.filtered("is_lowest")
        self.assertRefused("leave values without points", lowest.unlink)
        self.assertRefused("leave values without points", lambda: lowest.write({"is_lowest": False}))
        self.assertRefused("leave values without points", lambda: self.indicators["E1"].write({"normalisation": "bands"}))
        self.assertViolates("band_lower_uniq", lambda: bands[1].write({"lower": 3}))
        bands[2].unlink()
        self.assertEqual(self.indicators["R5"].band_ids._frozen_bands()[1], [1, 5, 40])

    def test_limits_in_order(self):
        self.assertRefused("must be below", lambda: self.indicators["D1"].write({"cap_low": 2}))

    def test_some_grade_needs_a_ratio(self):
        self.assertRefused("at least one grade", lambda: self.scheme.grade_ids.write({"ratio": 0}))

    def test_caps(self):
        cap = {"scheme_id": self.scheme.id, "name": "Late payers", "domain": "[]"}
        caps = self.env["crm.grading.cap"]
        self.assertRefused("choose the best grade", lambda: caps.create(cap))
        strange = self.env["crm.grading.grade"].search([("scheme_id", "!=", self.scheme.id)], limit=1)
        self.assertRefused("choose the best grade", lambda: caps.create(cap | {"grade_id": strange.id}))
        self.assertRefused("can't be found by", lambda: caps.create(cap | {"domain": "[('nothing', '=', 1)]"}))
        caps.create(cap | {"grade_id": self.grades["B"].id, "domain": "[('write_date', '<', '-30d')]"})

    def test_domain_reads_no_more_than_its_user_may(self):
        manager = new_test_user(
            self.env,
            "grading_of_other",
            "crm_grading.group_grading_manager",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        scheme = self.scheme.with_user(manager)
        self.assertRefused("which you may not read", lambda: scheme.write({"domain": "[('invoice_ids.amount_total', '>', 1)]"}))
        scheme.domain = "[('country_id.code', '=', 'CN')]"

    def test_peer_keys(self):
        keys = self.env["crm.grading.peer.key"]
        get = self.env["ir.model.fields"]._get
        for name in ("category_id", "contact_address", "property_payment_term_id"):
            values = {"scheme_id": self.scheme.id, "field_id": get("res.partner", name).id}
            self.assertRefused("can't be divided by", lambda values=values: keys.create(values))

    def test_links_stay_inside_the_scheme(self):
        other = self.env["crm.grading.scheme"].search([("id", "!=", self.scheme.id)], limit=1)
        self.assertRefused("one of its own", lambda: other.write({"initial_grade_id": self.grades["A"].id}))
        tie_break = {"scheme_id": other.id, "indicator_id": self.indicators["E1"].id}
        self.assertRefused("can't break its ties", lambda: self.env["crm.grading.tie.break"].create(tie_break))
        self.assertRefused("stays in its scheme", lambda: self.grades["A"].write({"scheme_id": other.id}))
        dimension = other.dimension_ids[0]
        self.assertRefused("stays in its scheme", lambda: self.indicators["E1"].write({"dimension_id": dimension.id}))

    def test_measure_in_use_is_not_deleted(self):
        self.assertRefused("is made of it. Archive", self.indicators["E1"].measure_id.unlink)

    def test_what_is_missing_is_listed(self):
        self.scheme.dimension_ids[0].indicator_ids.unlink()
        self.scheme.initial_grade_id = False
        self.indicators["D1"].measure_id.active = False
        self.assertFalse(self.scheme.is_ready)
        problems = self.scheme.problems.splitlines()
        self.assertEqual(len(problems), 3)
        self.assertIn("“Economic value” has no indicator", problems[0])
        self.assertRefused("is not ready", self.scheme._check_ready)

    def test_minimum_scores_fall_where_they_grade(self):
        self.scheme.small_group = "bands"
        self.assertTrue(self.scheme.is_ready)
        self.grades["B"].min_score = 90
        self.assertIn("minimum scores", self.scheme.problems)

    def test_scheme_and_grades_with_runs_stay(self):
        run = self.env["crm.grading.run"].create({"scheme_id": self.scheme.id})
        run._guarded_write({"grade_ids": self.grades["A"].ids})
        self.assertRefused("has results with it", self.grades["A"].unlink)
        self.assertRefused("has runs and can't be deleted", self.scheme.unlink)
        third = self.env["res.company"].create({"name": "Third"})
        self.assertRefused("stays there", lambda: self.scheme.write({"company_id": third.id}))
        self.grades["B"].unlink()


@tagged("post_install", "-at_install")
class TestSchemeCopy(SchemeCommon):
    def test_copy_is_complete_and_its_own(self):
        self.scheme.write(
            {
                "tie_break_ids": [Command.create({"indicator_id": self.indicators["E1"].id})],
                "cap_ids": [Command.create({"name": "Cap", "grade_id": self.grades["B"].id})],
            }
        )
        copied = self.scheme.copy()
        self.assertEqual((copied.name, copied.code, copied.version), ("4V quarterly (copy)", "4V-2", 1))
        self.assertEqual(copied.company_id, self.scheme.company_id)
        self.assertEqual(copied.initial_grade_id.scheme_id, copied)
        self.assertEqual(copied.cap_ids.grade_id.scheme_id, copied)
        self.assertEqual(copied.tie_break_ids.indicator_id.scheme_id, copied)
        self.assertEqual(_plain(copied), _plain(self.scheme))
        self.assertEqual(self.scheme.copy().code, "4V-3")


def _plain(scheme):
    """Return the configuration without what is different in a copy."""
    text = {"scheme", "initial_grade_id"}

    def strip(value):
        if isinstance(value, list):
            return [strip(item) for item in value]
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key not in ("id", "grade_id")}
        return value

    return strip({key: value for key, value in scheme._frozen_config().items() if key not in text})


@tagged("post_install", "-at_install")
class TestSchemeAccess(SchemeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.other_company.id})
        cls.branch_manager = new_test_user(
            cls.env,
            "grading_branch",
            "crm_grading.group_grading_manager",
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )

    def test_other_company_sees_nothing_of_it(self):
        schemes = self.env["crm.grading.scheme"].with_user(self.grading_manager)
        self.assertFalse(schemes.search([("id", "=", self.scheme.id)]))
        for part in (self.scheme, self.grades["A"], self.indicators["E1"], self.indicators["R5"].band_ids[0]):
            with self.assertRaises(AccessError):
                part.with_user(self.grading_manager).read(["display_name"])

    def test_branch_reads_the_scheme_of_its_root_and_leaves_it_alone(self):
        scheme = self.scheme.with_user(self.branch_manager).with_company(self.branch)
        self.assertEqual(scheme.grade_ids[0].code, "A")
        for record in (scheme, scheme.grade_ids[0], scheme.indicator_ids[0]):
            with self.assertRaises(AccessError):
                record.name = "Mine"

    def test_nobody_adds_a_part_to_the_scheme_of_another_company(self):
        grades = self.env["crm.grading.grade"].with_user(self.grading_manager)
        with self.assertRaises(AccessError), self.cr.savepoint():
            grades.create(
                {"scheme_id": self.scheme.id, "company_id": self.company.id, "code": "Z", "name": "Z", "ratio": 1}
            )
        dimension = self.scheme.dimension_ids[0]
        values = {"code": "Z", "name": "Z", "measure_id": self.indicators["E1"].measure_id.id, "dimension_id": dimension.id}
        own = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id)], limit=1)
        with self.assertRaises(AccessError), self.cr.savepoint():
            indicators = self.env["crm.grading.indicator"].with_user(self.grading_manager)
            indicators.create(values | {"company_id": self.company.id, "scheme_id": own.id})

    def test_salespeople_read_the_schemes_of_their_company_only(self):
        own = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertTrue(own.with_user(self.salesperson).grade_ids)
        with self.assertRaises(AccessError):
            own.with_user(self.salesperson).coverage = 10

    def test_measure_of_another_company_is_not_used(self):
        measure = self.indicators["E1"].measure_id.copy({"code": "other", "company_id": self.company.id})
        with self.assertRaises(UserError):
            self.indicators["E1"].measure_id = measure
