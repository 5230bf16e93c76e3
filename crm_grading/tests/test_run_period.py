from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10")
class TestRunPeriod(RunCommon):
    """Second runs of a published period, and the names of runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_customers(5)
        cls.scheme = cls.make_scheme({"V": (1.0, {"X": {"normalisation": "identity"}})})

    def publish(self, **values):
        run = self.compute_points(self.scheme, (5, 4, 3, 2, 1), **values)
        run.action_publish()
        return run

    def test_a_new_run_tells_what_is_published_before_it_is_saved(self):
        published = self.publish()
        with Form(self.env["crm.grading.run"].with_user(self.grading_manager)) as form:
            form.scheme_id = self.scheme
            self.assertEqual((form.date_from, form.blocking_run_id), (date(2026, 1, 1), published))
            form.date_from = date(2026, 4, 1)
            self.assertFalse(form.blocking_run_id)
            form.date_from = date(2026, 1, 1)
            self.assertEqual(form.blocking_run_id, published)
            form.is_correction = True
            self.assertFalse(form.blocking_run_id)

    def test_it_becomes_a_correction(self):
        first = self.publish()
        second = self.make_run(self.scheme).with_user(self.grading_manager)
        self.assertEqual(second.blocking_run_id, first)
        second.action_make_correction()
        self.assertTrue(second.is_correction)
        self.assertEqual(second.name, "Test scheme 2026 Q1 (correction)")
        with self.assertRaisesRegex(UserError, "no correction is needed"):
            second.action_make_correction()

    def test_it_takes_the_next_period_that_is_free(self):
        self.publish()
        self.publish(first=date(2026, 4, 1), last=date(2026, 6, 30))
        run = self.make_run(self.scheme).with_user(self.grading_manager)
        run.action_next_period()
        self.assertEqual((run.date_from, run.date_to), (date(2026, 7, 1), date(2026, 9, 30)))
        self.assertFalse(run.blocking_run_id)
        self.assertEqual(run.name, "Test scheme 2026 Q3")

    def test_a_computed_run_keeps_its_period(self):
        self.publish()
        run = self.compute_points(self.scheme, (5, 4, 3, 2, 1))
        self.assertTrue(run.blocking_run_id)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            run.action_next_period()

    def test_scenarios_are_in_nobodys_way(self):
        run = self.publish()
        scenario = self.env["crm.grading.run"].browse(run.action_scenario()["res_id"])
        self.assertFalse(scenario.blocking_run_id | run.blocking_run_id)

    def test_managers_only(self):
        self.publish()
        run = self.make_run(self.scheme)
        for user in (self.assessor, self.salesperson):
            for name in ("action_make_correction", "action_next_period"):
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    getattr(run.with_user(user), name)()

    def test_names_are_distinct(self):
        run = self.publish()
        names = [self.env["crm.grading.run"].browse(run.action_scenario()["res_id"]).name for _number in range(2)]
        self.assertEqual(names, ["Test scheme 2026 Q1 (scenario)", "Test scheme 2026 Q1 (scenario) #2"])
        first, last = run.date_from, run.date_to
        values = {"scheme_id": self.scheme.id, "date_from": first, "date_to": last}
        runs = self.env["crm.grading.run"].create([values, values])
        self.assertEqual(runs.mapped("name"), ["Test scheme 2026 Q1 #2", "Test scheme 2026 Q1 #3"])

    def test_names_are_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.scheme.with_context(lang="zh_CN").name = "季度评级"
        self.company.partner_id.lang = "zh_CN"
        run = self.make_run(self.scheme).with_user(self.grading_manager)
        self.assertEqual(run.name, "季度评级 2026 Q1")

    def test_before_publishing_the_manager_sees_what_happens(self):
        first = self.publish()
        self.make_customers(1)
        run = self.compute_points(
            self.scheme, (1, 4, 3, 2, 5, 0), first=date(2026, 4, 1), last=date(2026, 6, 30)
        ).with_user(self.grading_manager)
        run.action_review()
        action = run.action_ask_publish()
        asked = self.env["crm.grading.publication"].with_user(self.grading_manager).browse(action["res_id"])
        # B C C C D before; by 1 4 3 2 5 0 points six customers are C B C C A E
        codes = self.grades(run)
        steps = ["ABCDE".index(old) - "ABCDE".index(new) for old, new in zip("BCCCD", codes, strict=False)]
        up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
        self.assertEqual((asked.up_count, asked.down_count, asked.same_count), (up, down, 5 - up - down))
        self.assertEqual((asked.population, asked.rated_count, asked.first_count), (6, 6, 1))
        self.assertTrue(up and down)
        self.assertFalse(asked.replaced_run_id)
        asked.action_publish()
        self.assertEqual((run.state, first.state), ("published", "published"))

    def test_a_correction_names_what_it_replaces(self):
        first = self.publish()
        second = self.compute_points(self.scheme, (1, 2, 3, 4, 5), is_correction=True).with_user(self.grading_manager)
        asked = self.env["crm.grading.publication"].browse(second.action_ask_publish()["res_id"])
        self.assertEqual(asked.replaced_run_id, first)

    def test_what_can_not_be_published_is_told_before_it_is_asked(self):
        self.publish()
        second = self.compute_points(self.scheme, (1, 2, 3, 4, 5)).with_user(self.grading_manager)
        with self.assertRaisesRegex(UserError, "published for this period already"):
            second.action_ask_publish()
        with self.assertRaises(AccessError):
            second.with_user(self.assessor).action_ask_publish()
