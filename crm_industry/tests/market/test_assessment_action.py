from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAssessmentAction(AssessmentCommon):
    """Actions that come of gaps."""

    def act(self, **values):
        assessment = self.assess()
        defaults = {"name": "Call them", "assessment_id": assessment.id, "user_id": self.clerk.id, "deadline": "2026-03-31"}
        return self.env["crm.assessment.action"].with_user(self.manager).create(defaults | values)

    def test_the_owner_tells_cost_and_result(self):
        action = self.act()
        mine = action.with_user(self.clerk)
        self.assertEqual(action.activity_ids.user_id, self.clerk)
        self.assertEqual(mine.search([]), mine)
        with self.assertRaisesRegex(UserError, "what came of it"):
            mine.action_done()
        mine.write({"cost": 120.5, "result": "All were called"})
        mine.action_done()
        self.assertEqual((action.state, str(action.done_on), action.late), ("done", "2026-03-10", False))
        self.assertFalse(action.activity_ids)
        mine.action_open_again()
        self.assertEqual((action.state, action.done_on), ("open", False))

    def test_managers_decide_who_does_what_until_when(self):
        action = self.act()
        mine = action.with_user(self.clerk)
        for forged in ({"deadline": "2030-01-01"}, {"user_id": self.manager.id}, {"name": "x"}, {"planned_cost": 1}):
            with self.assertRaises(AccessError):
                mine.write(forged)
        with self.assertRaises(AccessError):
            mine.write({"state": "done"})
        with self.assertRaises(AccessError):
            mine.with_context(default_state="done").write({"done_on": "2026-01-01"})
        mine.result = "No time"
        with self.assertRaises(AccessError):
            mine.action_give_up()
        action.action_give_up()
        self.assertEqual((action.state, action.late), ("cancelled", False))
        with self.assertRaisesRegex(AccessError, "Only managers open again"):
            mine.action_open_again()
        action.action_open_again()
        self.assertEqual(action.state, "open")

    def test_late(self):
        action = self.act(deadline="2026-03-09")
        self.assertTrue(action.late)
        action.write({"deadline": "2026-03-10"})
        self.assertFalse(action.late)
        self.assertEqual(str(action.activity_ids.date_deadline), "2026-03-10")

    def test_an_action_stays_in_reach(self):
        action = self.act()
        theirs = self.assess(user=self.other_manager, company_id=self.other_company.id)
        # Its owner does not work there either.
        with self.assertRaises(UserError):
            action.write({"assessment_id": theirs.id})

    def test_others_see_nothing(self):
        action = self.act()
        for user in (self.salesperson, self.other_manager):
            self.assertFalse(action.with_user(user).search([("id", "=", action.id)]))
            with self.assertRaises(AccessError):
                action.with_user(user).write({"result": "x"})
        with self.assertRaises(AccessError):
            action.with_user(self.clerk).copy()

    def test_an_answer_of_another_assessment_is_refused(self):
        other = self.assess()
        with self.assertRaises(ValidationError):
            self.act(answer_id=other.answer_ids[0].id)
        with self.assertRaises(ValidationError):
            self.act(cost=float("nan"))

    def test_actions_of_a_finished_assessment_stay(self):
        assessment = self.assess()
        self.answer(assessment, A1=(4, 2), A2=(4, 0), B1=(4, 2))
        assessment.action_make_actions()
        assessment.action_finish()
        other = self.assess("2026-03-02")
        action = assessment.action_ids
        for change in (
            action.unlink,
            lambda: action.write({"answer_id": False}),
            lambda: action.write({"assessment_id": other.id, "answer_id": other.answer_ids[0].id}),
            lambda: assessment.write({"action_ids": [(5,)]}),
        ):
            with self.assertRaisesRegex(UserError, "stays there"):
                change()
        action.write({"deadline": "2026-05-01", "answer_id": action.answer_id.id})
        action.result = "Not needed any more"
        action.action_give_up()
