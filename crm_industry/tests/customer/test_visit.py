from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from .visit_common import NOON, PIXEL, VisitCommon

HERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12.0}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVisit(VisitCommon):
    """A visit from the check-in to its end: time, position, checklist, and who may write what."""

    def test_check_in_keeps_time_and_position(self):
        visit = self.make_visit()
        visit.action_check_in(HERE)
        self.assertEqual((visit.state, visit.checked_in_at), ("checked_in", datetime(2026, 4, 1, 4)))
        self.assertEqual((visit.latitude, visit.longitude, visit.accuracy, visit.has_position), (31.2304, 121.4737, 12.0, True))
        self.assertEqual(visit.answer_ids.item_id, self.checklist.item_ids)

    def test_without_a_position_where_the_company_asks_for_it(self):
        visit = self.make_visit()
        self.company.visit_position_required = True
        with self.assertRaisesRegex(UserError, "position"):
            visit.action_check_in()
        self.make_visit(kind="call").action_check_in()
        self.company.visit_position_required = False
        other = self.make_visit(self.colleague)
        other.action_check_in()
        self.assertEqual((other.state, other.has_position), ("checked_in", False))

    def test_positions_that_make_no_sense(self):
        visit = self.make_visit()
        wrong = (
            {"latitude": 91},
            {"longitude": -181},
            {"accuracy": -1},
            {"latitude": "31"},
            {"latitude": float("nan")},
            "here",
            [1],
        )
        for position in wrong:
            with self.assertRaises(UserError):
                visit.action_check_in(position)
        self.assertEqual(visit.state, "planned")

    def test_at_one_customer_at_a_time(self):
        self.make_visit().action_check_in()
        second = self.make_visit()
        with self.assertRaisesRegex(UserError, "finish that visit first"):
            second.action_check_in()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second._guarded_write({"state": "checked_in"})
            self.env.flush_all()

    def test_done_needs_answers_and_photos(self):
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "is in the state"):
            visit.action_done()
        visit.action_check_in()
        with self.assertRaisesRegex(UserError, "Still to be answered: Sign, Shelf"):
            visit.action_done()
        self.answer(visit, photo=False)
        with self.assertRaisesRegex(UserError, "Still to be answered: Shelf"):
            visit.action_done()
        self.answer(visit)
        with freeze_time("2026-04-01 04:25:30"):
            visit.action_done()
        self.assertEqual((visit.state, visit.minutes, visit.deviation_count), ("done", 25, 0))

    def test_score_is_the_weighed_mean(self):
        """Sign 0 of weight 1, shelf 15 of 20 of weight 3: 75 · 3 ÷ 4."""
        visit = self.make_visit()
        visit.action_check_in()
        self.answer(visit, sign="no", shelf="15")
        visit.action_done()
        self.assertEqual((visit.score, visit.deviation_count), (56.25, 1))

    def test_points_below_the_least_deviate(self):
        for points, deviates in (("9", 1), ("10", 0), ("0", 1)):
            visit = self.make_visit()
            visit.action_check_in()
            self.answer(visit, shelf=points)
            visit.action_done()
            self.assertEqual(visit.deviation_count, deviates, points)

    # -- who may what ----------------------------------------------------------------------------------------------

    def test_only_who_visits_checks_in_and_answers(self):
        visit = self.make_visit()
        with self.assertRaises(AccessError):
            visit.with_user(self.colleague).action_check_in()
        with self.assertRaisesRegex(AccessError, "only .* writes about this visit"):
            visit.with_user(self.planner).action_check_in()
        visit.action_check_in()
        answer = visit.answer_ids[0]
        for user in (self.colleague, self.planner):
            with self.assertRaises(AccessError):
                answer.with_user(user).yes_no = "yes"
        with self.assertRaises(AccessError):
            visit.with_user(self.planner).note = "Mine"
        answer.yes_no = "yes"

    def test_what_was_answered_stays(self):
        visit = self.make_visit()
        visit.action_check_in()
        self.answer(visit).action_done()
        with self.assertRaises(UserError):
            visit.answer_ids[0].yes_no = "no"
        with self.assertRaises(UserError):
            visit.partner_id = self.make_customer("Other")
        with self.assertRaises(UserError):
            visit.unlink()
        for values in ({"state": "planned"}, {"checked_in_at": "2026-01-01"}, {"latitude": 1.0}, {"score": 100}):
            with self.assertRaises(AccessError):
                visit.write(values)

    def test_nobody_makes_answers_by_hand(self):
        visit = self.make_visit()
        with self.assertRaises(AccessError):
            self.env["crm.visit.answer"].with_user(self.salesperson).create({"visit_id": visit.id, "item_id": self.item_sign.id})

    def test_salespeople_see_their_own_visits(self):
        visit = self.make_visit()
        self.assertFalse(self.env["crm.visit"].with_user(self.colleague).search([("id", "=", visit.id)]))
        self.assertTrue(self.env["crm.visit"].with_user(self.planner).search([("id", "=", visit.id)]))

    def test_cancelled_and_moved(self):
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "why the visit is cancelled"):
            visit.action_cancel()
        with self.assertRaisesRegex(UserError, "today or a later day"):
            visit.action_move("2026-03-31")
        visit.with_user(self.planner).action_move("2026-04-03")
        self.assertEqual(visit.planned_date, date(2026, 4, 3))
        visit.action_cancel("Closed for the day")
        self.assertEqual((visit.state, visit.reason), ("cancelled", "Closed for the day"))

    def test_missed_after_some_days(self):
        visit = self.make_visit(planned_date="2026-03-29")
        with patch.object(IrCron, "_commit_progress"):
            self.env["crm.visit"]._cron_missed()
            self.assertEqual(visit.state, "planned")
            with freeze_time("2026-04-01 16:00:00"):  # midnight in Shanghai
                self.env["crm.visit"]._cron_missed()
        self.assertEqual(visit.state, "missed")

    # -- checklists ------------------------------------------------------------------------------------------------

    def test_a_checklist_in_use_stays_and_has_versions(self):
        with self.assertRaisesRegex(UserError, "make a new version"):
            self.item_sign.name = "Other"
        with self.assertRaises(AccessError):
            self.checklist.with_user(self.salesperson).action_new_version()
        checklists = self.checklist.with_user(self.planner)
        draft = checklists.browse(checklists.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.state, len(draft.item_ids)), (2, "draft", 3))
        draft.item_ids[0].name = "Other"
        visit = self.make_visit()
        visit.action_check_in()
        draft.action_use()
        self.assertEqual((self.checklist.state, visit.checklist_id), ("retired", self.checklist))
        other = self.make_visit(self.colleague)
        other.action_check_in()
        self.assertEqual(other.checklist_id, draft)

    def test_answers_become_scores(self):
        measure = self.env["crm.grading.measure"].create({"name": "Shelf", "code": "test_shelf", "kind": "manual"})
        draft = self.checklist.browse(self.checklist.action_new_version()["res_id"])
        draft.item_ids.filtered(lambda item: item.kind == "score").measure_id = measure
        draft.action_use()
        visit = self.make_visit()
        visit.action_check_in()
        for answer in visit.answer_ids:
            answer.write({"yes_no": "yes", "points": "7", "photo": PIXEL})
        visit.action_done()
        score = self.env["crm.grading.score"].search([("measure_id", "=", measure.id)])
        self.assertEqual(
            (score.partner_id, score.score, score.state, score.date), (self.customer, 35, "confirmed", date(2026, 4, 1))
        )

    # -- around ----------------------------------------------------------------------------------------------------

    def test_in_the_customer_view(self):
        done = self.make_visit()
        done.action_check_in()
        self.answer(done).action_done()
        due = self.make_visit(planned_date="2026-04-08")
        views = self.env["crm.customer.view"].with_user(self.salesperson)
        page = views.customer_view(self.customer.id)
        self.assertIn(due.id, [action["res_id"] for action in page["actions"] if action["kind"] == "visit"])
        items = [item for item in views.timeline(self.customer.id)["items"] if item["model"] == "crm.visit"]
        self.assertEqual([item["res_id"] for item in items], [done.id])

    def test_merged_customers(self):
        visit = self.make_visit()
        new = self.make_customer("Absorbing")
        self.env["res.partner"]._rekey_customer(self.customer, new)
        self.assertEqual(visit.partner_id, new)
