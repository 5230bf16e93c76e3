from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAssessment(AssessmentCommon):
    """The self-assessment: scores, what stays, and who may what."""

    def test_scores_follow_the_formula(self):
        assessment = self.assess()
        self.answer(assessment, A1=(4, 2), A2=(1, 0), B1=(3, 3))
        # 100 × (0.4 × intention + 0.6 × reality) ÷ 4
        scores = {answer.question_id.name: answer.score for answer in assessment.answer_ids}
        self.assertEqual(scores, {"A1": 70.0, "A2": 10.0, "B1": 75.0})
        # weights 1, 3 and 2: (70 + 3 × 10 + 2 × 75) ÷ 6
        self.assertAlmostEqual(assessment.score, 41.67, 2)
        self.assertAlmostEqual(assessment.intention_score, (100 + 3 * 25 + 2 * 75) / 6, 2)
        self.assertAlmostEqual(assessment.reality_score, (50 + 3 * 0 + 2 * 75) / 6, 2)
        self.assertEqual((assessment.answer_count, assessment.answered_count, assessment.gap_count), (3, 3, 1))

    def test_what_does_not_apply_is_left_out(self):
        assessment = self.assess()
        self.answer(assessment, A1=(4, 4), A2="We have no branches", B1=(0, 0))
        self.assertAlmostEqual(assessment.score, 100 / 3, 2)
        self.assertEqual(assessment.answered_count, 3)
        with self.assertRaises(ValidationError):
            assessment.answer_ids[2].write({"not_applicable": True, "reason": "  "})

    def test_nothing_answered_is_no_score(self):
        assessment = self.assess()
        self.assertEqual((assessment.score, assessment.answered_count), (0.0, 0))
        self.answer(assessment, A1="a", A2="b", B1="c")
        self.assertEqual((assessment.score, assessment.answered_count), (0.0, 3))

    def test_scores_of_groups_are_those_of_their_questions(self):
        for date, reality in (("2025-03-01", 1), ("2026-03-01", 3)):
            assessment = self.assess(date)
            self.answer(assessment, A1=(2, reality), A2=(4, reality), B1="none")
            assessment.action_make_actions()
            assessment.action_finish()
        rows = self.env["crm.assessment.score"].with_user(self.manager)
        mine = [("template_id", "=", self.template.id)]
        years = {year.year: score for year, score in rows._read_group(mine, ["date:year"], ["score:avg"])}
        # per year (1 × (20 + 15 r) + 3 × (40 + 15 r)) ÷ 4
        self.assertAlmostEqual(years[2025], 50.0, 2)
        self.assertAlmostEqual(years[2026], 80.0, 2)
        [[whole]] = rows._read_group(mine, [], ["score:avg"])
        self.assertAlmostEqual(whole, 65.0, 2)
        [row] = rows.search([*mine, ("section_id", "=", self.section_b.id), ("date", "=", "2026-03-01")])
        self.assertEqual((row.questions, row.not_applicable, row.weight, row.score), (1, 1, 0, 0))

    def test_change_against_the_one_before(self):
        first = self.assess("2025-03-01")
        self.answer(first, A1=(0, 0), A2=(0, 0), B1=(0, 0))
        first.action_make_actions()
        first.action_finish()
        draft = self.assess("2025-06-01")
        second = self.assess("2026-03-01")
        self.answer(second, A1=(4, 4), A2=(4, 4), B1=(4, 4))
        self.assertEqual((second.previous_id, second.change), (first, 100.0))
        self.assertFalse(first.previous_id)
        self.assertNotEqual(second.previous_id, draft)

    def test_chart(self):
        first = self.assess("2025-03-01")
        self.answer(first, A1=(0, 2), A2=(0, 2), B1=(0, 2))
        first.action_finish()
        second = self.assess("2026-03-01")
        self.answer(second, A1=(4, 4), A2=(0, 0), B1="none")
        chart = second.chart_data()
        [section] = chart["sections"]
        self.assertEqual((section["name"], section["score"], section["before"]), ("Section A", 25.0, 30.0))
        self.assertEqual((section["intention"], section["reality"]), (25.0, 25.0))
        self.assertEqual([point["score"] for point in chart["trend"]], [30.0, 25.0])
        self.assertEqual((chart["before"], chart["benchmark"]), ("Assessment 2025-03-01", False))
        self.template.write({"benchmark_mean": 35, "benchmark_source": "A study"})
        self.assertEqual(second.chart_data()["benchmark"]["source"], "A study")

    # -- finishing -----------------------------------------------------------------------------------------------------

    def test_finishing_names_what_is_missing(self):
        assessment = self.assess()
        with self.assertRaisesRegex(UserError, "Not answered: 3"):
            assessment.action_finish()
        self.answer(assessment, A1=(4, 3), A2=(1, 1), B1=(2, 2))
        assessment.answer_ids.filtered(lambda each: each.question_id.name == "A1").evidence = False
        with self.assertRaisesRegex(UserError, "Evidence is missing: 1, for instance “A1”.*Gaps without an action: 1.*“A2”"):
            assessment.action_finish()
        attachment = self.env["ir.attachment"].with_user(self.manager).create({"name": "proof.txt", "raw": b"seen"})
        assessment.answer_ids.filtered(lambda each: each.question_id.name == "A1").attachment_ids = attachment
        assessment.action_make_actions()
        assessment.action_make_actions()
        [action] = assessment.action_ids
        self.assertEqual((action.name, str(action.deadline), action.user_id), ("A2", "2026-05-30", self.manager))
        assessment.action_finish()
        self.assertEqual((assessment.state, str(assessment.done_on), assessment.done_by), ("done", "2026-03-10", self.manager))
        self.assertEqual(str(assessment.activity_ids.date_deadline), "2027-03-01")
        self.assess(date="2025-03-01")
        self.assertTrue(assessment.activity_ids)
        self.assess(date="2026-06-01")
        self.assertFalse(assessment.activity_ids, "the next one has begun")

    def test_what_is_finished_stays(self):
        assessment = self.assess()
        self.answer(assessment, A1=(4, 2), A2=(4, 2), B1=(4, 2))
        assessment.action_finish()
        for change in (
            lambda: assessment.answer_ids[0].write({"reality": "4"}),
            lambda: assessment.write({"date": "2026-01-01"}),
            lambda: assessment.write({"name": "Another"}),
            lambda: assessment.write({"user_id": self.clerk.id}),
            lambda: assessment.write({"participants": "Everybody"}),
            lambda: assessment.write({"answer_ids": [(1, assessment.answer_ids[0].id, {"reality": "4"})]}),
            assessment.unlink,
            assessment.action_finish,
        ):
            with self.assertRaises(UserError):
                change()
        assessment.action_reopen()
        self.answer(assessment, A1=(4, 4))
        self.assertEqual(assessment.state, "draft")
        self.assertFalse(assessment.activity_ids)

    def test_the_state_and_answers_are_nobodys_to_write(self):
        assessment = self.assess()
        with self.assertRaises(AccessError):
            assessment.write({"state": "done"})
        with self.assertRaises(AccessError):
            self.assess(state="done")
        answer = assessment.answer_ids[0]
        for forged in ({"score": 100}, {"scored": True}, {"question_id": answer.question_id.id}, {"weight": 9}):
            with self.assertRaises(AccessError):
                answer.write(forged)
        with self.assertRaises(AccessError):
            answer.unlink()
        with self.assertRaises(AccessError):
            answer.create({"assessment_id": assessment.id, "question_id": answer.question_id.id})
        with self.assertRaises(UserError):
            assessment.write({"template_id": self.env.ref("crm_industry.assessment_template_1").id})

    # -- versions of questions -----------------------------------------------------------------------------------------

    def test_published_questions_stay(self):
        template = self.template.with_user(self.manager)
        question = template.question_ids[0]
        for change in (
            lambda: question.write({"weight": 2}),
            question.unlink,
            template.unlink,
            lambda: template.write({"intention_weight": 50}),
            lambda: question.copy(),
            lambda: template.write({"question_ids": [(5,)]}),
            lambda: question.write({"name": "Something else"}),
            lambda: question.write({"help_text": "Look elsewhere"}),
        ):
            with self.assertRaises(UserError):
                change()
        question.sequence = 99
        template.benchmark_mean = 40

    def test_the_next_version_begins_as_a_copy(self):
        template = self.template.with_user(self.manager)
        draft = template.browse(template.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.former_id, draft.question_count), (2, template, 3))
        self.assertFalse(draft.published_on)
        with self.assertRaisesRegex(UserError, "successor"):
            template.action_new_version()
        with self.assertRaisesRegex(UserError, "not published"):
            self.assess(template=draft)
        draft.question_ids[0].unlink()
        draft.action_publish()
        self.assertEqual(self.assess(template=draft).answer_count, 2)
        self.assertEqual(self.assess().answer_count, 3)

    def test_a_question_is_asked_once(self):
        assessment = self.assess()
        values = {"assessment_id": assessment.id, "question_id": self.template.question_ids[0].id}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["crm.assessment.answer"]._guarded_create([values])

    def test_shipped_questions_are_published(self):
        shipped = self.env.ref("crm_industry.assessment_template_1")
        self.assertTrue(shipped.published_on)
        self.assertEqual((shipped.question_count, len(shipped.question_ids.section_id)), (40, 8))
        self.assertEqual((shipped.benchmark_mean, shipped.benchmark_best, shipped.benchmark_worst), (35, 67, 17))
        self.env["crm.assessment.template"]._publish_shipped()

    # -- who may what --------------------------------------------------------------------------------------------------

    def test_other_companies_and_others_see_nothing(self):
        assessment = self.assess()
        for user in (self.other_manager, self.salesperson, self.clerk):
            with self.assertRaises(AccessError):
                assessment.with_user(user).read(["score"])
            with self.assertRaises(AccessError):
                assessment.with_user(user).chart_data()
            with self.assertRaises(AccessError):
                assessment.with_user(user).action_finish()
        scores = self.env["crm.assessment.score"].with_user(self.other_manager)
        self.assertFalse(scores.search([("assessment_id", "=", assessment.id)]))

    def test_questions_are_set_up_by_managers(self):
        for user in (self.salesperson, self.clerk):
            with self.assertRaises(AccessError):
                self.template.with_user(user).action_new_version()
