import re
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .loop_common import THURSDAY, LoopCommon

TUESDAY = "2026-03-10 00:30:00"


@tagged("post_install", "-at_install")
class TestComplaintContact(LoopCommon):
    """Callbacks heed quiet hours and who does not want to be called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"contact_quiet_from": 21, "contact_quiet_to": 8})
        cls.customer.write({"phone": "+86 138 0013 8000", "email": "customer@example.com", "lang": "en_US"})
        cls.agent.lang = "en_US"

    def refuse(self, channel="phone", answer="withdrawn"):
        values = {"channel": channel, "purpose": "service", "answer": answer, "source": "A call", "time": "2026-03-01 00:00:00"}
        return self.env["crm.contact.consent"].create(values | {"partner_id": self.customer.id})

    def job(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_complaint_written").method_direct_trigger()

    def mails(self, complaint, words="have you got"):
        mails = self.env["mail.mail"].search([("model", "=", "crm.complaint"), ("res_id", "=", complaint.id)])
        return mails.filtered(lambda mail: words in mail.subject)

    def texts(self, complaint):
        return self.env["sms.sms"].search([("mail_message_id.res_id", "=", complaint.id)])

    # -- quiet hours ---------------------------------------------------------------------------------------------------

    def test_calls_begin_when_the_customer_may_be_called(self):
        complaint = self.ship()
        # It is ten in Shanghai; the question comes on Tuesday, when work begins at eight.
        self.assertEqual(self.callback(complaint, "apology").call_from, datetime(2026, 3, 5, 2))
        question = self.callback(complaint)
        self.assertEqual((question.due_date, question.call_from), (date(2026, 3, 10), datetime(2026, 3, 10)))
        self.assertEqual(question.quiet_hours, "21:00–08:00, Asia/Shanghai")

    def test_goods_that_leave_at_night(self):
        # Thursday, ten in the evening in Shanghai.
        apology = self.callback(self.ship("2026-03-05 14:00:00"), "apology")
        self.assertEqual((apology.due_date, apology.call_from), (date(2026, 3, 6), datetime(2026, 3, 6)))
        # Friday at the same hour: nobody works before Monday.
        apology = self.callback(self.ship("2026-03-06 14:00:00"), "apology")
        self.assertEqual((apology.due_date, apology.call_from), (date(2026, 3, 9), datetime(2026, 3, 9)))

    def test_own_quiet_hours_on_the_clock_of_the_customer(self):
        self.customer.write(
            {"tz": "America/New_York", "contact_quiet_own": True, "contact_quiet_from": 18, "contact_quiet_to": 9}
        )
        question = self.callback(self.ship())
        # Summer time has begun there: nine in the morning is 13:00 UTC, nine in the evening in Shanghai. From midnight
        # until six in the morning in Shanghai it is noon to 18:00 there.
        self.assertEqual((question.due_date, question.call_from), (date(2026, 3, 10), datetime(2026, 3, 10, 13)))
        self.assertEqual(question.quiet_hours, "18:00–09:00, America/New_York")
        with freeze_time("2026-03-10 02:00:00"):
            question.invalidate_recordset(["contact_note"])
            self.assertIn("does not want to be disturbed now", question.contact_note)
        with freeze_time("2026-03-10 13:30:00"):
            question.invalidate_recordset(["contact_note"])
            self.assertFalse(question.contact_note)

    def test_asked_to_be_called_on_another_day(self):
        question = self.callback(self.ship())
        with freeze_time("2026-03-10 02:00:00"):
            question.action_log_call("later", next_date="2026-03-16")
        self.assertEqual((question.due_date, question.call_from), (date(2026, 3, 10), datetime(2026, 3, 16)))

    def test_what_is_late_stays_late(self):
        question = self.callback(self.ship())
        with freeze_time("2026-03-12 15:00:00"):
            question.with_user(self.service_manager).user_id = self.colleague
        self.assertEqual((question.due_date, question.call_from), (date(2026, 3, 10), datetime(2026, 3, 13)))

    def test_agents_see_the_preferred_channel(self):
        self.customer.contact_channel = "sms"
        question = self.callback(self.ship()).with_user(self.agent)
        self.assertEqual(question.preferred_channel, "sms")
        with freeze_time(TUESDAY):
            call = self.env["crm.complaint.call"].with_user(self.agent).create({"callback_id": question.id})
            self.assertEqual((call.preferred_channel, call.quiet_hours), ("sms", "21:00–08:00, Asia/Shanghai"))

    # -- no calls ------------------------------------------------------------------------------------------------------

    def test_who_wants_no_calls_is_asked_by_mail_and_closes_by_the_link(self):
        self.refuse()
        complaint = self.ship()
        question = self.callback(complaint)
        self.assertEqual((question.is_refused, question.call_from), (True, False))
        self.assertFalse(question.sudo().activity_id, "nobody is reminded to call")
        self.job("2026-03-09 02:00:00")
        self.assertFalse(self.mails(complaint), "not before it is due")
        self.job(TUESDAY)
        self.job(TUESDAY)
        [mail] = self.mails(complaint)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertEqual((question.state, question.written_by), ("planned", "email"))
        self.assertIn("Customer asked not to be called: sent by E-mail on", question.contact_note)
        self.assertEqual(question.first_called_on, date(2026, 3, 10))
        self.assertIn("asked", complaint.event_ids.mapped("kind"))
        with self.assertRaisesRegex(UserError, "has not answered yet. Customer asked not to be called"):
            complaint.action_close()
        key = re.search(r"access_token=([\w-]+)", mail.body_html)[1]
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        with freeze_time("2026-03-10 05:00:00"):
            portal._answer(complaint.id, {"received": "yes", "score": "5"}, key)
        self.assertEqual((complaint.state, complaint.closed_as, question.source), ("closed", "confirmed", "portal"))

    def test_apology_in_writing_keeps_the_promise(self):
        self.refuse()
        with freeze_time(THURSDAY):
            complaint = self.leak()
            resolution = self.propose(complaint, "apology")
            resolution.action_submit()
            resolution.with_user(self.service_manager).action_approve()
        self.assertEqual(complaint.state, "executing")
        self.job(THURSDAY)
        [mail] = self.mails(complaint, "we are sorry")
        self.assertIn("Parcel leaked", mail.body_html)
        apology = complaint.callback_ids.filtered(lambda each: each.kind == "apology")
        self.assertEqual((apology.state, apology.source), ("reached", "email"))
        self.assertTrue(resolution.done_on)
        self.assertEqual(complaint.state, "confirming")

    def test_a_mail_of_the_server_is_no_first_answer(self):
        self.refuse()
        complaint = self.ship()
        self.job(TUESDAY)
        self.assertNotIn("replied", complaint.event_ids.mapped("kind"))

    def test_by_sms_where_that_is_preferred_or_all_that_is_left(self):
        self.refuse()
        self.customer.contact_channel = "sms"
        preferred = self.ship()
        self.job(TUESDAY)
        self.assertFalse(self.mails(preferred))
        text = self.texts(preferred).filtered(lambda each: "satisfied" in each.body)
        self.assertEqual((text.partner_id, text.contact_purpose, text.state), (self.customer, "service", "outgoing"))
        self.assertIn(f"/my/complaints/{preferred.id}?access_token=", text.body)
        self.customer.contact_channel = "email"
        self.refuse("email")
        left = self.ship()
        self.job(TUESDAY)
        self.assertEqual(self.callback(left).written_by, "sms")
        self.assertFalse(self.mails(left))

    def test_no_channel_is_left(self):
        for channel in ("phone", "email", "sms"):
            self.refuse(channel)
        complaint = self.ship()
        self.job(TUESDAY)
        question = self.callback(complaint)
        self.assertEqual((question.state, question.written_by), ("unreached", False))
        self.assertIn("in no way", question.contact_note)
        self.assertFalse(self.callback(complaint, "apology"))
        self.assertFalse(self.mails(complaint) | self.mails(complaint, "sorry"))
        self.assertFalse(self.texts(complaint))
        with self.assertRaisesRegex(UserError, "a service manager decides"):
            complaint.action_close()

    def test_silence_is_for_the_manager(self):
        self.refuse()
        complaint = self.ship()
        question = self.callback(complaint)
        managed = complaint.with_user(self.service_manager)
        self.job(TUESDAY)
        self.job("2026-03-12 02:00:00")
        self.assertEqual(question.state, "planned")
        with self.assertRaises(UserError):
            managed.action_close_unreachable("No answer")
        # Three working days after Tuesday.
        self.job("2026-03-13 02:00:00")
        self.assertEqual(question.state, "unreached")
        unreached = self.env.ref("crm_industry.mail_activity_complaint_unreached")
        told = complaint.sudo().activity_ids.filtered(lambda each: each.activity_type_id == unreached)
        self.assertEqual(told.user_id, self.service_manager)
        with self.assertRaises(UserError):
            complaint.action_close()
        with self.assertRaises(AccessError):
            complaint.action_close_unreachable("No answer")
        with self.assertRaisesRegex(UserError, "Give a reason"):
            managed.action_close_unreachable(" ")
        managed.action_close_unreachable("Wrote, no answer")
        self.assertEqual((complaint.state, complaint.closed_as), ("closed", "unreachable"))

    def test_calls_in_vain_do_not_count_for_who_wants_none(self):
        self.refuse()
        question = self.callback(self.ship())
        for result in ("no_answer", "busy", "wrong_number"):
            with self.assertRaisesRegex(UserError, "asked not to be called"):
                question.action_log_call(result)
        self.assertFalse(question.attempt_ids)

    def test_a_customer_who_calls_is_heard(self):
        self.refuse()
        complaint = self.ship()
        self.ask(complaint)
        self.assertEqual(complaint.state, "closed")

    def test_withdrawn_after_it_was_planned(self):
        complaint = self.ship()
        self.assertTrue(self.callback(complaint).activity_id)
        self.refuse()
        self.job(TUESDAY)
        self.assertEqual(self.callback(complaint).written_by, "email")
        self.assertFalse(self.callback(complaint).activity_id)

    def test_given_again_after_it_was_withdrawn(self):
        self.refuse()
        self.refuse(answer="given")
        complaint = self.ship()
        self.assertFalse(self.callback(complaint).is_refused)
        self.job(TUESDAY)
        self.assertFalse(self.mails(complaint))

    def test_agent_writes_at_once(self):
        self.refuse()
        complaint = self.ship()
        question = self.callback(complaint)
        for user in (self.salesperson, self.other_agent):
            with self.assertRaises(AccessError):
                question.with_user(user).action_ask_in_writing()
        question.action_ask_in_writing()
        self.assertEqual(len(self.mails(complaint)), 1)
        with self.assertRaisesRegex(UserError, "once"):
            question.action_ask_in_writing()
        for vals in ({"written_on": False}, {"written_by": "sms"}, {"call_from": False}):
            with self.assertRaises(AccessError):
                question.write(vals)

    def test_who_may_be_called_is_called(self):
        question = self.callback(self.ship())
        with self.assertRaisesRegex(UserError, "only who asked not to be called"):
            question.action_ask_in_writing()

    def test_more_goods_are_asked_about_again(self):
        self.refuse()
        with freeze_time(THURSDAY):
            complaint = self.leak()
            resolution = self.replace(complaint)
            picking = self.transfers(resolution).with_user(self.keeper)
            picking.move_ids.quantity = 1
            picking.move_ids.picked = True
            picking._action_done()
        self.job(TUESDAY)
        with freeze_time("2026-03-11 02:00:00"):
            self.deliver(self.transfers(resolution) - picking.sudo(), self.keeper)
        question = self.callback(complaint)
        self.assertEqual((question.written_on, question.due_date), (False, date(2026, 3, 16)))
        self.job("2026-03-16 02:00:00")
        self.assertEqual(len(self.mails(complaint)), 2)

    def test_the_word_of_the_company_holds_for_its_contact(self):
        self.refuse()
        self.contact.write({"phone": "+86 138 0013 8001", "lang": "en_US"})
        complaint = self.ship(contact_id=self.contact.id)
        self.job(TUESDAY)
        self.assertEqual(self.callback(complaint).written_by, "email")
        [mail] = self.mails(complaint)
        self.assertEqual(mail.recipient_ids, self.customer, "the contact has no address")

    def test_what_is_written_is_no_call_of_today(self):
        self.refuse()
        complaint = self.ship()
        self.job(TUESDAY)
        with freeze_time("2026-03-10 05:00:00"):
            data = self.env["crm.complaint.analysis"].with_user(self.agent).dashboard_data({})
        calls = next(figure for figure in data["now"] if figure["key"] == "calls")
        self.assertNotIn(self.callback(complaint), self.env["crm.complaint.callback"].search(calls["domain"]))
