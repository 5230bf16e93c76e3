from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-04-10")
class TestVeto(TreatmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.salesperson
        cls.result = cls.grade(cls.customer, "B", 75.0, previous_grade_id=cls.grades["A"].id, movement=-1)

    def veto(self, code="D", user=None, **values):
        veto = (
            self.env["crm.grading.veto"]
            .with_user(user or self.grading_manager)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "effect": "at_most" if code else "not_rated",
                    "grade_id": code and self.grades[code].id,
                    "reason": "Sold counterfeit goods.",
                }
                | values
            )
        )
        self.env.invalidate_all()
        return veto

    def test_acts_at_once(self):
        veto = self.veto()
        self.assertEqual(veto.state, "active")
        self.assertEqual(self.customer.grading_grade_id, self.grades["D"])
        self.assertEqual((self.result.final_reason, self.result.movement), ("veto", -3))
        self.assertEqual(self.result.computed_grade_id, self.grades["B"])
        self.assertEqual(self.customer.grading_badge["source"], "veto")

    def test_not_rated(self):
        self.veto(None)
        self.assertFalse(self.customer.grading_grade_id)
        self.assertEqual((self.result.status, self.result.reason), ("not_rated", "veto"))

    def test_lower_grades_are_left_alone(self):
        result = self.grade(self.customer, "E", run=self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30)))
        self.veto("D")
        self.assertEqual(self.customer.grading_grade_id, self.grades["E"])
        self.assertFalse(result.final_reason)

    def test_lifted_gives_the_grade_back(self):
        veto = self.veto()
        veto.action_lift("Proved wrong")
        self.env.invalidate_all()
        self.assertEqual(self.customer.grading_grade_id, self.grades["B"])
        self.assertEqual((self.result.final_reason, self.result.movement, self.result.ruled), (False, -1, None or False))
        self.assertEqual((veto.state, veto.lifted_by_id), ("lifted", self.grading_manager))

    def test_strictest_of_several_counts(self):
        hard = self.veto("E")
        self.veto("C")
        self.assertEqual(self.customer.grading_grade_id, self.grades["E"])
        hard.action_lift("Over")
        self.env.invalidate_all()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])

    def test_one_scheme_or_all(self):
        second = self.make_scheme(self.company, "second")
        self.grade(self.customer, "A", run=self.make_run(second, date(2026, 1, 1), date(2026, 3, 31)))
        standings = self.env["crm.grading.standing"].search([("partner_id", "=", self.customer.id)])
        one = self.veto(scheme_id=self.scheme.id)
        self.assertEqual({s.scheme_id.code: s.grade_id.code for s in standings}, {"value": "D", "second": "A"})
        one.action_lift("For all of them")
        self.veto()
        self.assertEqual({s.scheme_id.code: s.grade_id.code for s in standings}, {"value": "D", "second": "D"})

    def test_comes_before_an_override(self):
        appeal = self.env["crm.grading.appeal"].create(
            {
                "partner_id": self.customer.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.grades["A"].id,
                "reason": "Key account",
            }
        )
        appeal.action_submit()
        appeal.with_user(self.grading_manager).action_approve()
        veto = self.veto("C")
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        veto.action_lift("Over")
        self.env.invalidate_all()
        self.assertEqual((self.customer.grading_grade_id, self.result.final_reason), (self.grades["A"], "override"))

    def test_begins_and_ends_by_date(self):
        cron = self.env["crm.grading.veto"]
        veto = self.veto(date_from=date(2026, 4, 15), date_to=date(2026, 4, 20))
        self.assertEqual((veto.state, self.customer.grading_grade_id), ("planned", self.grades["B"]))
        for day, state, code in (("2026-04-15", "active", "D"), ("2026-04-20", "active", "D"), ("2026-04-22", "ended", "B")):
            with freeze_time(day):
                cron._cron_run_out()
                self.env.invalidate_all()
                self.assertEqual((veto.state, self.customer.grading_grade_id.code), (state, code), day)

    def test_moving_the_end_acts_at_once(self):
        veto = self.veto(date_from=date(2026, 4, 1))
        veto.date_to = date(2026, 4, 9)
        self.env.invalidate_all()
        self.assertEqual((veto.state, self.customer.grading_grade_id), ("ended", self.grades["B"]))
        with self.assertRaises(UserError):
            veto.date_to = False

    def test_decision_can_t_be_changed(self):
        veto = self.veto()
        with self.assertRaisesRegex(UserError, "lift it"):
            veto.grade_id = self.grades["A"]
        with self.assertRaises(AccessError):
            veto.unlink()
        with self.assertRaisesRegex(UserError, "lift it"):
            veto.sudo().unlink()
        with self.assertRaises(AccessError):
            veto.write({"state": "ended"})

    def test_only_managers(self):
        for user in (self.salesperson, self.assessor):
            with self.assertRaises(AccessError):
                self.veto(user=user)
        veto = self.veto()
        self.assertEqual(veto.with_user(self.salesperson).reason, "Sold counterfeit goods.")
        for user in (self.salesperson, self.assessor):
            with self.assertRaises(AccessError):
                veto.with_user(user).action_lift("Please")
            with self.assertRaises(AccessError):
                veto.with_user(user).write({"date_to": date(2026, 4, 10)})

    def test_lifting_needs_a_reason(self):
        veto = self.veto()
        with self.assertRaises(UserError):
            veto.action_lift("  ")
        wizard = Form(self.env["crm.grading.veto.lift"].with_user(self.grading_manager).with_context(default_veto_id=veto.id))
        wizard.reason = "Proved wrong"
        wizard.save().action_lift()
        self.assertEqual(veto.lift_reason, "Proved wrong")
        with self.assertRaisesRegex(UserError, "over already"):
            veto.action_lift("Again")

    def test_customer_s_chatter_tells_of_it(self):
        self.veto().action_lift("Proved wrong")
        bodies = " ".join(self.customer.message_ids.mapped("body"))
        self.assertIn("Sold counterfeit goods.", bodies)
        self.assertIn("Proved wrong", bodies)

    def test_contact_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "contact of Harbour Trading"):
            self.veto(partner_id=self.contact.id)

    def test_grade_of_another_scheme_is_refused(self):
        second = self.make_scheme(self.company, "second")
        with self.assertRaisesRegex(ValidationError, "no grade of the scheme"):
            self.veto(scheme_id=second.id)

    def test_other_company_is_not_concerned(self):
        scheme = self.make_scheme(self.other_company, "other")
        self.other_company.grading_scheme_id = scheme
        self.grade(self.customer, "A", run=self.make_run(scheme, date(2026, 1, 1), date(2026, 3, 31)))
        self.veto()
        self.assertEqual(self.customer.with_company(self.other_company).grading_grade_id.code, "A")

    def test_runs_see_it_in_every_scheme(self):
        self.veto()
        second = self.make_scheme(self.company, "second")
        run = self.make_run(second, date(2026, 4, 1), date(2026, 6, 30), "draft")
        grade = second.grade_ids.filtered(lambda grade: grade.code == "D")
        rows = self.env.execute_query(run._veto_query())
        self.assertEqual([row[:3] for row in rows], [(self.customer.id, "at_most", grade.id)])
