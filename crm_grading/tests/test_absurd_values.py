import math
from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .run_common import RunCommon

# What a client can send as a number.
NO_NUMBERS = (math.nan, math.inf, -math.inf, 1e300, "nan", "1e999", "many", [1], {"a": 1})
NO_DAYS = ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", date.max, "soon", 12, math.nan, [1])


@tagged("post_install", "-at_install")
class TestAbsurdValues(RunCommon):
    """Numbers and days that nothing can be worked out with are refused in a sentence that names the record."""

    def setUp(self):
        super().setUp()
        self.scheme = self.make_scheme(
            {"V": (1.0, {"X": {"normalisation": "bands", "bands": [(None, 10.0)]}})}, name="Our scheme"
        )
        self.env.invalidate_all()

    def assert_refused(self, record, name, values):
        for value in values:
            with self.subTest(field=f"{record._name}.{name}", value=value), self.assertRaises(ValidationError) as caught:
                record.write({name: value})
            self.assertIn(record.display_name, str(caught.exception))

    def test_numbers_of_a_scheme(self):
        indicator = self.scheme.indicator_ids
        for record, names in (
            (self.scheme, ("coverage", "min_group", "max_step", "downgrade_runs", "sequence")),
            (self.scheme.dimension_ids, ("weight", "color")),
            (indicator, ("weight", "target", "cap_low", "cap_high", "window_months")),
            (indicator.band_ids, ("lower", "score")),
            (self.scheme.grade_ids[0], ("ratio", "min_score")),
            (self.measure, ("factor", "denominator_constant", "validity_months")),
        ):
            for name in names:
                self.assert_refused(record, name, NO_NUMBERS)

    def test_settings_of_the_metrics(self):
        for name in ("grading_growth", "grading_ratio_lost", "grading_rfm_months"):
            self.assert_refused(self.company, name, NO_NUMBERS)

    def test_numbers_of_new_records(self):
        with self.assertRaisesRegex(ValidationError, "nan"):
            self.make_scheme({"V": (math.nan, {"X": {}})})
        with self.assertRaisesRegex(ValidationError, "inf"):
            self.make_scheme({"V": (1.0, {"X": {"weight": math.inf}})})

    def test_largest_number_is_kept(self):
        self.scheme.grade_ids[0].min_score = 999999999999
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.scheme.grade_ids[0].min_score, 999999999999, delta=1)

    def test_scores(self):
        questions = self.env["crm.grading.measure"].create({"name": "Asked", "code": "asked", "kind": "manual"})
        score = self.env["crm.grading.score"].create({"measure_id": questions.id, "partner_id": self.customer.id})
        self.assert_refused(score, "score", NO_NUMBERS)
        self.assert_refused(score, "date", NO_DAYS)

    def test_days_of_a_run(self):
        run = self.make_run(self.scheme)
        self.assert_refused(run, "date_from", NO_DAYS)
        self.assert_refused(run, "date_to", NO_DAYS)
        for first, last in (("9999-10-01", "9999-12-31"), ("0001-01-01", "0001-03-31")):
            with self.assertRaisesRegex(ValidationError, "1900-01-01"):
                self.make_run(self.scheme, first, last)
        with self.assertRaisesRegex(ValidationError, "2199-12-31"), Form(self.env["crm.grading.run"]) as form:
            form.scheme_id = self.scheme
            form.date_from = date(9999, 12, 31)

    def test_any_day_may_be_searched_for(self):
        run = self.make_run(self.scheme)
        self.assertIn(run, self.env["crm.grading.run"].search([("date_to", "<=", "9999-12-31"), ("date_to", ">", "0001-01-01")]))

    def test_first_and_last_period_can_be_computed(self):
        for first, last in ((date(1900, 1, 1), date(1900, 3, 31)), (date(2199, 10, 1), date(2199, 12, 31))):
            run = self.make_run(self.scheme, first, last)
            run.action_compute()
            self.assertEqual(run.state, "computed")

    def test_days_of_a_preview(self):
        preview = self.env["crm.grading.preview"].create({"measure_id": self.measure.id, "date_to": "2026-03-31"})
        for day in NO_DAYS:
            with self.subTest(day=day), self.assertRaises(ValidationError):
                preview.date_to = day
        growth = self.env["crm.grading.measure"].create(
            {"name": "Growing", "code": "growing", "kind": "growth", "base_id": self.measure.id}
        )
        for day in ("1900-01-01", "2199-12-31"):
            edge = self.env["crm.grading.preview"].create({"measure_id": growth.id, "date_to": day, "period": "year"})
            self.assertFalse(edge.line_ids.filtered("value"))
