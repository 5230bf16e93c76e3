from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .loop_common import LoopCommon


@tagged("post_install", "-at_install")
class TestComplaintCallback(LoopCommon):
    def kinds(self, complaint):
        return complaint.event_ids.mapped("kind")

    def activities(self, complaint, name):
        kind = self.env.ref(f"crm_industry.mail_activity_complaint_{name}")
        return complaint.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    # -- planning ------------------------------------------------------------------------------------------------------

    def test_delivery_plans_apology_and_callback(self):
        complaint = self.ship()
        apology, question = self.callback(complaint, "apology"), self.callback(complaint)
        self.assertEqual((apology.due_date, question.due_date), (date(2026, 3, 5), date(2026, 3, 10)))
        self.assertEqual((question.user_id, question.round), (self.agent, 1))
        self.assertEqual(question.sudo().picking_id.complaint_id, complaint.sudo())
        for callback, name in ((apology, "apology"), (question, "satisfaction")):
            activity = self.activities(complaint, name)
            self.assertEqual((activity.user_id, activity.date_deadline), (self.agent, callback.due_date))

    def test_delivery_in_the_evening_counts_in_the_companys_day(self):
        # Friday half past eleven in the evening in Shanghai, still Friday noon in London.
        complaint = self.ship("2026-03-06 15:30:00")
        self.assertEqual(self.callback(complaint).due_date, date(2026, 3, 11))
        # Saturday there, Friday in UTC
        later = self.ship("2026-03-06 17:00:00")
        self.assertEqual(self.callback(later, "apology").due_date, date(2026, 3, 9))
        self.assertEqual(self.callback(later).due_date, date(2026, 3, 11))

    def test_holidays_put_the_callback_off(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-05 16:00:00",
                "date_to": "2026-03-06 15:59:59",
            }
        )
        self.assertEqual(self.callback(self.ship()).due_date, date(2026, 3, 11))

    def test_second_part_of_the_goods_puts_the_question_off(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self.leak()
            resolution = self.replace(complaint)
            picking = self.transfers(resolution).with_user(self.keeper)
            picking.move_ids.quantity = 1
            picking.move_ids.picked = True
            picking._action_done()
            self.callback(complaint, "apology").action_log_call("reached")
        with freeze_time("2026-03-09 02:00:00"):
            self.deliver(self.transfers(resolution) - picking.sudo(), self.keeper)
        self.assertEqual(complaint.callback_ids.mapped("kind"), ["apology", "satisfaction"])
        self.assertEqual(self.callback(complaint).due_date, date(2026, 3, 12))

    def test_what_is_done_without_goods_is_followed_by_a_call(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self.leak()
            resolution = self.propose(complaint, "apology")
            resolution.action_submit()
            resolution.with_user(self.service_manager).action_approve()
            resolution._done()
        self.assertEqual(self.callback(complaint).due_date, date(2026, 3, 10))

    def test_new_agent_makes_the_calls(self):
        complaint = self.ship()
        complaint.with_user(self.service_manager).user_id = self.colleague
        self.assertEqual(self.callback(complaint).user_id, self.colleague)
        self.assertEqual(self.activities(complaint, "satisfaction").user_id, self.colleague)
        self.callback(complaint).user_id = self.agent
        self.assertEqual(self.activities(complaint, "satisfaction").user_id, self.agent)

    # -- the customer says ---------------------------------------------------------------------------------------------

    def test_satisfied_customer_closes(self):
        complaint = self.ship()
        with freeze_time("2026-03-10 02:00:00"):
            self.ask(complaint, 4, comment="Quick and friendly")
        self.assertEqual((complaint.state, complaint.closed_as, complaint.closed_by.ids), ("closed", "confirmed", []))
        self.assertEqual(self.kinds(complaint)[-3:], ["called", "confirmed", "closed"])
        self.assertEqual(complaint.sudo().rating_ids.mapped("rating"), [4])
        self.assertEqual(complaint.sudo().rating_ids.rated_partner_id, self.agent.partner_id)
        self.assertEqual(complaint.callback_ids.mapped("state"), ["cancelled", "reached"])
        self.assertFalse(self.activities(complaint, "satisfaction") | self.activities(complaint, "apology"))

    def test_apology_closes_nothing(self):
        complaint = self.ship()
        with freeze_time("2026-03-05 03:00:00"):
            self.callback(complaint, "apology").action_log_call("reached", received="yes", score=5)
        self.assertEqual(complaint.state, "confirming")
        self.assertFalse(complaint.callback_ids.filtered("score"))

    def test_not_satisfied_begins_a_new_round(self):
        for answer in ({"score": 2}, {"score": 1}, {"received": "no", "score": False}, {"received": "no", "score": 5}):
            complaint = self.ship()
            with freeze_time("2026-03-10 02:00:00"):
                self.ask(complaint, **answer)
            self.assertEqual((complaint.state, complaint.round), ("accepted", 2), answer)
            self.assertEqual(self.kinds(complaint)[-3:], ["called", "denied", "reopened"])
            self.assertEqual(self.activities(complaint, "denied").user_id, self.service_manager)
            self.assertFalse(self.callback(complaint))

    def test_new_round_asks_again(self):
        complaint = self.ship()
        with freeze_time("2026-03-10 02:00:00"):
            self.ask(complaint, 2)
            self.deliver(self.transfers(self.replace(complaint)), self.keeper)
            with self.assertRaisesRegex(UserError, "call until 2026-03-13"):
                complaint.action_close()
        with freeze_time("2026-03-13 02:00:00"):
            self.ask(complaint, 3)
        self.assertEqual((complaint.state, complaint.round), ("closed", 2))

    def test_half_an_answer_is_refused(self):
        callback = self.callback(self.ship())
        for answer in ({}, {"score": 5}, {"received": "yes"}, {"received": "maybe", "score": 5}, {"received": "yes", "score": 6}):
            with self.assertRaises(UserError):
                callback.action_log_call("reached", **answer)
        for score in (2.5, "5", True, -1):
            with self.assertRaises(UserError):
                callback.action_log_call("reached", received="yes", score=score)
        with self.assertRaises(UserError):
            callback.action_log_call("shouted")
        self.assertFalse(callback.attempt_ids)

    def test_answered_once(self):
        complaint = self.ship()
        callback = self.callback(complaint)
        self.ask(complaint)
        with self.assertRaisesRegex(UserError, "not waited for any more"):
            callback.action_log_call("reached", received="yes", score=1)

    def test_asked_to_call_later(self):
        complaint = self.ship()
        with freeze_time("2026-03-10 02:00:00"):
            callback = self.callback(complaint)
            for day in (False, "2026-03-09", "2027-03-09"):
                with self.assertRaisesRegex(UserError, "Give the day"):
                    callback.action_log_call("later", next_date=day)
            callback.action_log_call("later", next_date="2026-03-16")
        self.assertEqual(callback.next_date, date(2026, 3, 16))
        self.assertEqual(self.activities(complaint, "satisfaction").date_deadline, date(2026, 3, 16))
        self.assertEqual(callback.state, "planned")

    # -- nobody answers ------------------------------------------------------------------------------------------------

    def test_manager_decides_after_calls_on_several_days(self):
        complaint = self.ship()
        managed = complaint.with_user(self.service_manager)
        self.in_vain(complaint, "2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11")
        self.assertEqual(self.callback(complaint).state, "planned")
        with self.assertRaisesRegex(UserError, "3 different days"):
            managed.action_close_unreachable("No answer")
        self.in_vain(complaint, "2026-03-12")
        self.assertEqual(self.callback(complaint).state, "unreached")
        self.assertTrue(complaint.is_unreached)
        self.assertEqual(self.activities(complaint, "unreached").user_id, self.service_manager)
        with self.assertRaisesRegex(UserError, "a service manager decides"):
            complaint.action_close()
        with self.assertRaises(AccessError):
            complaint.action_close_unreachable("No answer")
        with self.assertRaisesRegex(UserError, "Give a reason"):
            managed.action_close_unreachable(" ")
        managed.action_close_unreachable("Called three times")
        self.assertEqual((complaint.state, complaint.closed_as), ("closed", "unreachable"))
        self.assertEqual(complaint.closed_by, self.service_manager)
        self.assertEqual(self.kinds(complaint)[-2:], ["unreachable", "closed"])

    def test_calls_on_one_day_count_once(self):
        complaint = self.ship()
        self.in_vain(complaint, "2026-03-10", "2026-03-10", "2026-03-10", "2026-03-10")
        self.assertEqual(self.callback(complaint).state, "planned")
        self.assertEqual(self.callback(complaint).first_called_on, date(2026, 3, 10))

    def test_reached_after_all(self):
        complaint = self.ship()
        self.in_vain(complaint, "2026-03-10", "2026-03-11", "2026-03-12")
        self.ask(complaint)
        self.assertEqual((complaint.state, complaint.closed_as), ("closed", "confirmed"))

    # -- the customer by itself ----------------------------------------------------------------------------------------

    def test_customer_confirms_by_itself(self):
        complaint = self.ship()
        complaint.sudo()._customer_answer("yes", 5, "Fine")
        self.assertEqual((complaint.state, complaint.closed_as), ("closed", "confirmed"))
        self.assertEqual(complaint.callback_ids.filtered("score").source, "portal")

    def test_customer_is_dissatisfied_after_it_was_closed(self):
        complaint = self.ship()
        self.ask(complaint)
        complaint.sudo()._customer_answer("yes", 2, "It leaks again")
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))
        self.assertFalse(complaint.closed_as)

    def test_customer_can_not_confirm_what_has_not_left(self):
        with self.assertRaisesRegex(UserError, "nothing has been sent"):
            self.leak().sudo()._customer_answer("yes", 5)

    def test_link_in_a_mail(self):
        complaint = self.ship()
        token = complaint.sudo()._rating_get_access_token()
        guest = complaint.with_user(self.env.ref("base.public_user")).sudo()
        guest.rating_apply(5, token=token)
        self.assertEqual(complaint.state, "confirming")
        guest.rating_apply(1, token=token, feedback="Still leaks")
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))
        self.assertEqual(len(complaint.sudo().rating_ids), 1)
