import ast
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .loop_common import THURSDAY, LoopCommon
from .mail_common import MailCommon


@tagged("post_install", "-at_install")
class TestComplaintLetter(MailCommon, LoopCommon):
    """Mails that the server writes by itself: the receipt is confirmed, the end is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.write({"tz": "Asia/Shanghai", "lang": "en_US"})
        cls.customer.email = "customer@example.com"
        cls.company.partner_id.lang = "en_US"

    def letters(self, complaint, name="received"):
        """What was written to the customer, the oldest first."""
        template = self.env.ref(f"crm_industry.mail_template_complaint_{name}")
        mails = self.env["mail.mail"].search([("model", "=", "crm.complaint"), ("res_id", "=", complaint.id)], order="id")
        word = {"received": "we have received", "closed": "is all well?"}[name]
        self.assertEqual(template.model, "crm.complaint")
        return mails.filtered(lambda mail: word in mail.subject and mail.message_type == "auto_comment")

    def refuse(self, partner=None, channel="email"):
        values = {"channel": channel, "purpose": "service", "answer": "withdrawn", "source": "A call"}
        return self.env["crm.contact.consent"].create(values | {"partner_id": (partner or self.contact).id})

    def key(self, mail):
        """The key in the link of a mail."""
        return re.search(rf"/my/complaints/{mail.res_id}\?access_token=([\w-]+)", mail.body_html)[1]

    # -- receipt -------------------------------------------------------------------------------------------------------

    @freeze_time(THURSDAY)
    def test_a_mail_is_confirmed_with_number_words_deadline_and_link(self):
        complaint = self.receive("Half of the gel is gone", Subject="Parcel leaked")
        mail = self.letters(complaint)
        self.assertEqual((len(mail), mail.recipient_ids, mail.state), (1, self.contact, "outgoing"))
        self.assertEqual(mail.subject, f"{complaint.name}: we have received your message - Parcel leaked")
        for words in (complaint.name, "Parcel leaked", "Half of the gel is gone", self.leaking.complete_name, "Dear Caller"):
            self.assertIn(words, mail.body_html)
        # Four working hours from ten o'clock on, with an hour of noon between.
        self.assertRegex(mail.body_html, r"March 5, 2026.* 3:00:00\sPM")
        self.assertEqual(self.key(mail), complaint.access_token)
        self.assertIn("complaints@service.example.com", mail.reply_to)
        self.assertEqual(mail.references, self.words(complaint).message_id)
        self.assertEqual(ast.literal_eval(mail.headers)["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail.author_id, self.company.partner_id)
        self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged"])

    def test_confirmation_is_not_the_answer(self):
        with freeze_time(THURSDAY):
            complaint = self.receive()
        clock = complaint.clock_ids.filtered(lambda each: each.kind == "reply")
        with freeze_time("2026-03-05 03:00:00"):
            self.letters(complaint).send()
            complaint._recompute_clocks()
            self.assertEqual((clock.state, clock.met_on), ("running", False))
            self.assertNotIn("replied", complaint.event_ids.mapped("kind"))
        with freeze_time("2026-03-05 08:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_complaint_clocks").method_direct_trigger()
        self.assertTrue(clock.breached, "whoever only gets a confirmation has no answer")

    def test_confirmed_once(self):
        complaint = self.receive()
        reference = self.words(complaint).message_id
        for text in ("And the box is broken", "Are you there?"):
            self.assertEqual(self.receive(text, References=reference), complaint)
        complaint._acknowledge()
        complaint._acknowledge_written()
        self.assertEqual(len(self.letters(complaint)), 1)

    def test_machines_get_no_confirmation(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"Precedence": "list"},
            {"List_Id": "<news.example.com>"},
            {"List_Unsubscribe": "<mailto:off@example.com>"},
            {"Return_Path": "<>"},
            {"X_Auto_Response_Suppress": "OOF, AutoReply"},
            {"X_Autoreply": "yes"},
            {"sender": "No Reply <no-reply@example.com>"},
            {"sender": "postmaster@example.com"},
            {"sender": "bounces+123@example.com"},
        ):
            complaint = self.receive(**headers)
            self.assertTrue(complaint, headers)
            self.assertFalse(complaint.acknowledged_on, headers)
            self.assertFalse(self.letters(complaint))

    def test_mails_that_come_back_are_no_complaints(self):
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.assertFalse(self.receive(sender="MAILER-DAEMON@example.com"))

    def test_machines_that_do_not_say_so_come_to_an_end(self):
        complaints = [self.receive(Subject=f"Out of office {number}") for number in range(12)]
        self.assertEqual([bool(each.acknowledged_on) for each in complaints], [True] * 10 + [False] * 2)

    def test_who_wants_no_mails_gets_none(self):
        self.refuse()
        complaint = self.receive()
        self.assertFalse(complaint.acknowledged_on)
        with self.assertRaisesRegex(UserError, "The consent was withdrawn"):
            complaint.with_user(self.agent).action_acknowledge()
        self.refuse(self.customer)
        self.contact.email = False
        with self.assertRaisesRegex(UserError, "The consent was withdrawn"):
            self.complain(contact_id=self.contact.id).action_acknowledge()

    def test_advertising_withdrawn_says_nothing_of_the_service(self):
        self.env["crm.contact.consent"].create(
            {
                "partner_id": self.contact.id,
                "channel": "email",
                "purpose": "marketing",
                "answer": "withdrawn",
                "source": "A call",
            }
        )
        self.assertTrue(self.receive().acknowledged_on)

    def test_strangers_are_told_at_their_address(self):
        complaint = self.receive(sender="Nobody <nobody@example.org>")
        mail = self.letters(complaint)
        self.assertEqual((mail.email_to, mail.recipient_ids.ids), ('"Nobody" <nobody@example.org>', []))
        self.assertIn("Dear customer", mail.body_html)

    def test_address_of_two_customers_one_of_whom_wants_no_mail(self):
        other = self.make_customer("Somebody Else", email="caller@example.com")
        self.assertTrue(self.receive().acknowledged_on)
        self.refuse(other)
        self.assertFalse(self.receive(Subject="Again").acknowledged_on)

    def test_own_addresses_get_none(self):
        self.colleague.partner_id.email = "colleague@example.com"
        for sender in ("colleague@example.com", "complaints@service.example.com"):
            complaint = self.complain(partner_id=False, email_from=sender)
            with self.assertRaisesRegex(UserError, "an address of ours"):
                complaint.action_acknowledge()

    def test_switched_off(self):
        self.company.complaint_acknowledges = False
        complaint = self.receive()
        self.assertFalse(complaint.acknowledged_on)
        complaint.with_user(self.agent).action_acknowledge()
        self.assertTrue(complaint.acknowledged_on, "an agent may still do so")

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("crm_industry.mail_template_complaint_received")
        template.with_context(lang="zh_CN").subject = "{{ object.name }} 已收到"
        self.contact.lang = "zh_CN"
        complaint = self.receive()
        self.assertEqual(self.letters_of(complaint).subject, f"{complaint.name} 已收到")

    def letters_of(self, complaint):
        return self.env["mail.mail"].search([("model", "=", "crm.complaint"), ("res_id", "=", complaint.id)])

    def test_agents_choose_for_what_they_take_down(self):
        self.assertFalse(self.complain(contact_id=self.contact.id).acknowledged_on)
        complaint = self.complain(
            contact_id=self.contact.id, acknowledges=True, description="<p>A difficult person</p>", channel="phone"
        )
        mail = self.letters(complaint)
        self.assertEqual((len(mail), mail.recipient_ids), (1, self.contact))
        self.assertNotIn("difficult", mail.body_html, "what agents write stays inside")
        with self.assertRaisesRegex(UserError, "told already"):
            complaint.action_acknowledge()

    def test_confirmed_by_a_button(self):
        complaint = self.complain(contact_id=self.contact.id)
        for user in (self.salesperson, self.other_agent):
            with self.assertRaises(AccessError):
                complaint.with_user(user).action_acknowledge()
        with self.assertRaises(AccessError):
            complaint.write({"acknowledged_on": "2026-03-05 02:00:00"})
        complaint.action_acknowledge()
        self.assertEqual(len(self.letters(complaint)), 1)
        over = self.complain(contact_id=self.contact.id)
        over.with_user(self.service_manager).action_withdraw("Found it")
        with self.assertRaisesRegex(UserError, "is over"):
            over.action_acknowledge()

    def test_a_broken_template_loses_no_mail(self):
        template = self.env.ref("crm_industry.mail_template_complaint_received")
        template.body_html = "<p t-out='object.there_is_no_such_field'/>"
        loggers = ("odoo.addons.crm_industry.models.service.crm_complaint_letter", "odoo.addons.mail.models.mail_render_mixin")
        with mute_logger(*loggers):
            complaint = self.receive("Half of the gel is gone")
        self.assertIn("Half of the gel", complaint.description)
        self.assertFalse(complaint.acknowledged_on)

    # -- the end -------------------------------------------------------------------------------------------------------

    def closed(self):
        complaint = self.ship(contact_id=self.contact.id)
        with freeze_time("2026-03-10 02:00:00"):
            self.ask(complaint)
        self.assertEqual(complaint.state, "closed")
        return complaint

    def test_the_end_is_told_and_who_is_not_satisfied_reopens(self):
        complaint = self.closed()
        mail = self.letters(complaint, "closed")
        self.assertEqual((len(mail), mail.recipient_ids), (1, self.contact))
        self.assertIn("Replacement", mail.body_html)
        self.assertNotIn("did not succeed", mail.body_html)
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        self.assertTrue(portal._page(complaint.id, self.key(mail))["may_answer"])
        with self.assertRaises(AccessError):
            portal._answer(complaint.id, {"received": "no"}, "wrong")
        portal._answer(complaint.id, {"received": "no", "comment": "Nothing came"}, self.key(mail))
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))

    def test_dissatisfied_by_the_link(self):
        complaint = self.closed()
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        portal._answer(complaint.id, {"received": "yes", "score": "2"}, self.key(self.letters(complaint, "closed")))
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))
        with freeze_time("2026-03-11 02:00:00"):
            self.deliver(self.transfers(self.replace(complaint)), self.keeper)
            self.ask(complaint)
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(len(self.letters(complaint, "closed")), 2, "each end is told")

    def test_who_could_not_be_reached_is_told(self):
        complaint = self.ship(contact_id=self.contact.id)
        self.in_vain(complaint, "2026-03-10", "2026-03-11", "2026-03-12")
        complaint.with_user(self.service_manager).action_close_unreachable("Called three times")
        self.assertIn("did not succeed", self.letters(complaint, "closed").body_html)

    def test_no_notice_of_the_end(self):
        self.company.complaint_closing_notices = False
        self.assertFalse(self.letters(self.closed(), "closed"))
        self.company.complaint_closing_notices = True
        self.refuse()
        self.assertFalse(self.letters(self.closed(), "closed"))
