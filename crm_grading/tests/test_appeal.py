from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-04-10")
class TestAppeal(TreatmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.salesperson
        cls.result = cls.grade(cls.customer, "C", 61.0)
        cls.second_manager = new_test_user(
            cls.env, "grading_manager2", "crm_grading.group_grading_manager", company_id=cls.company.id, lang="en_US"
        )

    def appeal(self, code="B", user=None, **values):
        return (
            self.env["crm.grading.appeal"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "scheme_id": self.scheme.id,
                    "requested_grade_id": self.grades[code].id,
                    "reason": "The large order of March was booked in April.",
                }
                | values
            )
        )

    def approve(self, appeal, user=None):
        appeal.with_user(user or self.grading_manager).action_approve("Agreed")
        self.env.invalidate_all()

    def test_salesperson_appeals_and_a_manager_decides(self):
        appeal = self.appeal()
        self.assertEqual((appeal.result_id, appeal.grade_id), (self.result, self.grades["C"]))
        appeal.action_submit()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        self.approve(appeal)
        self.assertEqual(self.customer.grading_grade_id, self.grades["B"])
        self.assertEqual(self.result.final_grade_id, self.grades["B"])
        self.assertEqual(self.result.final_reason, "override")
        self.assertEqual(self.result.movement, 0)
        self.assertEqual(self.result.computed_grade_id, self.grades["C"], "the computed grade stays")
        self.assertEqual(self.customer.grading_badge["computed"], "C")
        self.assertEqual(self.customer.grading_badge["source"], "override")

    def test_grades_of_the_same_sequence_keep_their_order(self):
        """Grades that are made without a sequence all have the same."""
        self.scheme.grade_ids.sequence = 10
        with self.assertRaisesRegex(ValidationError, "D is lower"), self.cr.savepoint():
            self.appeal("D")
        self.assertEqual(self.appeal("A").requested_grade_id, self.grades["A"])
        standing = self.env["crm.grading.standing"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(standing._better_grades(), self.grades["A"] | self.grades["B"])

    def test_movement_counts_from_the_previous_grade(self):
        self.result.previous_grade_id = self.grades["D"]
        appeal = self.appeal("A")
        appeal.action_submit()
        self.approve(appeal)
        self.assertEqual(self.result.movement, 3)

    def test_refused_appeal_changes_nothing(self):
        appeal = self.appeal()
        appeal.action_submit()
        appeal.with_user(self.grading_manager).action_refuse("No such order")
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        self.assertFalse(self.result.final_reason)

    def test_nobody_decides_about_his_own(self):
        appeal = self.appeal(user=self.grading_manager)
        appeal.action_submit()
        with self.assertRaises(AccessError):
            appeal.action_approve()
        self.approve(appeal, self.second_manager)
        self.assertEqual(self.customer.grading_grade_id, self.grades["B"])

    def test_salesperson_and_assessor_decide_nothing(self):
        appeal = self.appeal()
        appeal.action_submit()
        for user in (self.salesperson, self.assessor):
            with self.assertRaises(AccessError):
                appeal.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            appeal.write({"approval_state": "approved"})

    def test_submitted_appeal_stays_as_it_is(self):
        appeal = self.appeal()
        appeal.action_submit()
        with self.assertRaises(UserError):
            appeal.with_user(self.grading_manager).requested_grade_id = self.grades["A"]

    def test_managers_get_an_activity_until_it_is_decided(self):
        appeal = self.appeal()
        appeal.action_submit()
        users = appeal.sudo().activity_ids.user_id
        self.assertIn(self.grading_manager, users)
        self.assertIn(self.second_manager, users)
        self.assertNotIn(self.salesperson, users)
        self.approve(appeal)
        self.assertFalse(appeal.sudo().activity_ids)

    def test_customer_s_chatter_tells_of_it(self):
        appeal = self.appeal()
        appeal.action_submit()
        self.approve(appeal)
        bodies = " ".join(self.customer.message_ids.mapped("body"))
        self.assertIn("The large order of March", bodies)
        self.assertIn("Agreed", bodies)

    def test_not_two_undecided_ones(self):
        self.appeal().action_submit()
        second = self.appeal("A", self.assessor)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.action_submit()

    def test_appeal_asks_for_a_better_grade(self):
        for code in "CD":
            with self.assertRaises(ValidationError):
                self.appeal(code)
        self.appeal("D", self.assessor, kind="override")

    def test_override_is_proposed_by_assessors(self):
        with self.assertRaises(AccessError):
            self.appeal("D", kind="override")
        appeal = self.appeal()
        with self.assertRaises(AccessError):
            appeal.kind = "override"

    def test_titles(self):
        appeals = self.env["crm.grading.appeal"].with_user(self.assessor)
        self.assertEqual(appeals.new({}).display_name, "Appeal")
        self.assertEqual(appeals.new({"kind": "override"}).display_name, "Override")
        self.assertEqual(appeals.new({"partner_id": self.customer.id}).display_name, f"Appeal: {self.customer.name}")
        self.assertEqual(self.appeal().display_name, f"Appeal: {self.customer.name} to B")

    def test_form_offers_overrides_to_assessors_only(self):
        with Form(self.env["crm.grading.appeal"].with_user(self.salesperson)) as form:
            with self.assertRaises(AssertionError):
                form.kind = "override"
            form.partner_id = self.customer
            form.requested_grade_id = self.grades["B"]
            form.reason = "The large order of March"
        self.assertEqual(form.record.kind, "appeal")
        with Form(self.env["crm.grading.appeal"].with_user(self.assessor)) as form:
            form.kind = "override"
            form.partner_id = self.customer
            form.requested_grade_id = self.grades["D"]
            form.reason = "Sells below the list"
        self.assertEqual(form.record.kind, "override")

    def test_only_customers_are_offered(self):
        contact = self.make_customer("Contact", parent_id=self.customer.id, is_company=False)
        for model in ("crm.grading.appeal", "crm.grading.veto", "crm.grading.score"):
            domain = self.env[model]._fields["partner_id"].get_comodel_domain(self.env[model])
            found = self.env["res.partner"].search(domain)
            self.assertIn(self.customer, found)
            self.assertFalse(found & (contact | self.salesperson.partner_id), model)

    def test_grade_of_another_scheme_is_refused(self):
        other = self.make_scheme(self.company, "second")
        with self.assertRaisesRegex(ValidationError, "no grade of the scheme"):
            self.appeal(requested_grade_id=other.grade_ids[0].id)

    def test_customer_of_a_colleague_is_out_of_reach(self):
        self.customer.user_id = self.grading_manager
        with self.assertRaises(AccessError):
            self.appeal()

    def test_other_company_sees_none(self):
        appeal = self.appeal()
        stranger = new_test_user(
            self.env,
            "grading_stranger",
            "crm_grading.group_grading_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        with self.assertRaises(AccessError):
            appeal.with_user(stranger).read(["reason"])
        appeal.action_submit()
        self.assertNotIn(stranger, appeal.sudo().activity_ids.user_id)

    def test_only_published_results_are_contested(self):
        self.published._guarded_write({"state": "review"})
        with self.assertRaisesRegex(UserError, "no published grade"):
            self.appeal().action_submit()

    def test_older_result_is_not_contested(self):
        appeal = self.appeal()
        self.grade(self.customer, "C", run=self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30)))
        with self.assertRaisesRegex(UserError, "newer grade"):
            appeal.action_submit()

    def test_result_that_became_old_is_not_decided(self):
        appeal = self.appeal()
        appeal.action_submit()
        self.grade(self.customer, "C", run=self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30)))
        with self.assertRaisesRegex(UserError, "newer grade"):
            self.approve(appeal)
        appeal.with_user(self.grading_manager).action_refuse("Overtaken")

    def test_approval_taken_back(self):
        appeal = self.appeal()
        appeal.action_submit()
        self.approve(appeal)
        appeal.with_user(self.grading_manager).action_cancel_request()
        self.env.invalidate_all()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        self.assertFalse(self.result.final_reason or self.result.ruled)

    def test_second_decision_replaces_the_first(self):
        first = self.appeal()
        first.action_submit()
        self.approve(first)
        second = self.appeal("A", self.assessor, kind="override")
        second.action_submit()
        self.approve(second)
        self.assertTrue(first.ended_on)
        self.assertEqual(self.customer.grading_grade_id, self.grades["A"])
        second.with_user(self.grading_manager).action_cancel_request()
        self.env.invalidate_all()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])

    def test_valid_override_runs_out_by_itself(self):
        appeal = self.appeal(valid_until=date(2026, 4, 20))
        appeal.action_submit()
        self.approve(appeal)
        cron = self.env["crm.grading.veto"]
        with freeze_time("2026-04-20"):
            cron._cron_run_out()
            self.assertEqual(self.customer.grading_grade_id, self.grades["B"], "the last day counts")
        with freeze_time("2026-04-22"):
            cron._cron_run_out()
            self.env.invalidate_all()
            self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
            self.assertEqual(appeal.sudo().ended_on, date(2026, 4, 22))

    def test_later_run_respects_what_is_still_valid(self):
        appeal = self.appeal(valid_until=date(2026, 4, 10) + timedelta(days=90))
        appeal.action_submit()
        self.approve(appeal)
        later = self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30))
        rows = self.env.execute_query(later._override_query())
        self.assertEqual([row[:3] for row in rows], [(self.customer.id, "set", self.grades["B"].id)])
        with freeze_time("2026-08-01"):
            self.assertFalse(self.env.execute_query(later._override_query()))

    def test_one_without_an_end_holds_for_its_result_only(self):
        appeal = self.appeal()
        appeal.action_submit()
        self.approve(appeal)
        later = self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30))
        self.assertFalse(self.env.execute_query(later._override_query()))
        result = self.grade(self.customer, "D", run=later)
        self.env["crm.grading.result"]._settle(self.customer, self.company)
        self.assertEqual(result.final_grade_id, self.grades["D"])

    def test_customer_without_rating_can_get_a_grade(self):
        customer = self.make_customer("Unrated", user_id=self.salesperson.id)
        result = self.grade(customer, None, 0.0, reason="coverage")
        appeal = self.appeal("D", partner_id=customer.id)
        appeal.action_submit()
        self.approve(appeal)
        self.assertEqual(customer.grading_grade_id, self.grades["D"])
        self.assertEqual((result.status, result.reason), ("rated", False))
        appeal.with_user(self.grading_manager).action_cancel_request()
        self.env.invalidate_all()
        self.assertEqual((result.status, result.reason), ("not_rated", "coverage"))
        self.assertFalse(customer.grading_grade_id)

    def test_reason_is_required(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.appeal(reason=False)

    def test_contested_result_can_t_be_forged(self):
        other = self.grade(self.make_customer("Other", user_id=self.salesperson.id), "E")
        appeal = self.appeal(result_id=other.id, grade_id=self.grades["E"].id)
        self.assertEqual((appeal.result_id, appeal.grade_id), (self.result, self.grades["C"]))
        appeal.write({"result_id": other.id, "grade_id": self.grades["E"].id})
        self.assertEqual((appeal.result_id, appeal.grade_id), (self.result, self.grades["C"]))

    def make_branch_manager(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        return new_test_user(
            self.env,
            "grading_branch",
            "crm_grading.group_grading_manager",
            company_id=branch.id,
            company_ids=[(6, 0, branch.ids)],
        )

    def test_manager_of_a_branch_takes_nothing_back_for_the_whole(self):
        manager = self.make_branch_manager()
        appeal = self.appeal()
        appeal.action_submit()
        with self.assertRaises(AccessError):
            appeal.with_user(manager).action_cancel_request()
        appeal.with_user(self.grading_manager).action_approve()
        with self.assertRaises(AccessError):
            appeal.with_user(manager).action_cancel_request()
        self.assertEqual(appeal.approval_state, "approved")
        appeal.with_user(self.grading_manager).action_cancel_request()
        self.assertEqual(appeal.approval_state, "cancelled")

    def test_manager_of_a_branch_does_not_decide_for_the_whole(self):
        manager = self.make_branch_manager()
        appeal = self.appeal()
        appeal.action_submit()
        with self.assertRaises(AccessError):
            appeal.with_user(manager).action_approve()
        with self.assertRaises(AccessError):
            self.env["crm.grading.veto"].with_user(manager).create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "effect": "not_rated",
                    "reason": "Fraud",
                }
            )
