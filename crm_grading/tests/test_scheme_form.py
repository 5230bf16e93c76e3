from odoo.tests import Form, tagged

from .common import GradingCommon


@tagged("post_install", "-at_install")
class TestSchemeForm(GradingCommon):
    """A manager of grading, who is nothing else, sets up a scheme and a measure on the screen."""

    def make_scheme(self):
        measure = self.env.ref("crm_grading.measure_net_sales")
        with Form(self.env["crm.grading.scheme"].with_user(self.grading_manager)) as form:
            form.name = "Own scheme"
            form.code = "OWN"
            with form.dimension_ids.new() as dimension:
                dimension.name = "Sales"
                dimension.code = "S"
                with dimension.indicator_ids.new() as indicator:
                    indicator.code = "S1"
                    indicator.measure_id = measure
                    self.assertEqual(indicator.name, "Net sales")
                with dimension.indicator_ids.new() as indicator:
                    indicator.code = "S2"
                    indicator.measure_id = self.env.ref("crm_grading.measure_tenure")
                    indicator.window = "lifetime"
            for code, ratio in (("A", 1), ("B", 3)):
                with form.grade_ids.new() as grade:
                    grade.code = grade.name = code
                    grade.ratio = ratio
        return form.record

    def test_new_scheme(self):
        scheme = self.make_scheme()
        self.assertEqual(scheme.company_id, self.company)
        self.assertEqual(scheme.grade_ids.mapped("share"), [25, 75])
        self.assertEqual(scheme.indicator_ids.mapped("code"), ["S1", "S2"])
        self.assertEqual(scheme.problems, "New customers get no grade: choose theirs.")
        self.assertEqual(scheme.version, 1)
        with Form(scheme.indicator_ids[1]) as form:
            form.normalisation = "bands"
            with form.band_ids.new() as band:
                band.is_lowest = True
            with form.band_ids.new() as band:
                band.lower = 2
                band.score = 100
        self.assertEqual(scheme.indicator_ids[1].band_ids.mapped("is_highest"), [False, True])
        with Form(scheme) as form:
            form.initial_grade_id = scheme.grade_ids[1]
            with form.dimension_ids.edit(0) as dimension:
                dimension.weight = 3
            with form.cap_ids.new() as cap:
                cap.name = "No address"
                cap.domain = "[('city', '=', False)]"
                cap.effect = "at_most"
                cap.grade_id = scheme.grade_ids[1]
        self.assertTrue(scheme.is_ready)
        self.assertEqual(scheme.version, 3)

    def test_new_measure(self):
        measures = self.env["crm.grading.measure"].with_user(self.grading_manager)
        with Form(measures) as form:
            form.name = "Visits planned"
            form.code = "visits"
            form.model_id = self.env["ir.model"]._get("crm.lead")
            form.partner_path = "partner_id"
            form.aggregate = "days_since_last"
            form.date_path = "create_date"
        self.assertEqual(form.record.empty_value, "null")
        self.assertEqual(form.record.author_id, self.grading_manager)
        self.assertEqual(form.record.use_count, 0)

    def test_what_a_change_of_a_measure_touches(self):
        measure = self.env.ref("crm_grading.measure_net_sales").with_user(self.grading_manager)
        # Addons above may build on it, too.
        self.assertIn(self.env.ref("crm_grading.measure_sales_growth"), measure.dependent_ids)
        own = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id), ("code", "=", "4V")])
        action = measure.action_view_indicators()
        indicators = self.env["crm.grading.indicator"].search(action["domain"] + [("scheme_id", "=", own.id)])
        self.assertEqual(sorted(indicators.mapped("code")), ["D1", "E1"])
        self.assertIn(own.name, measure.impact)
