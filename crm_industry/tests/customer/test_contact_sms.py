from datetime import datetime

from odoo.tests import freeze_time, tagged

from .contact_common import MORNING, NIGHT, NOON, ContactCommon


@tagged("post_install", "-at_install")
class TestContactSms(ContactCommon):
    """Every SMS obeys consent and quiet hours; what cannot be delivered goes out by e-mail."""

    def sms(self, partner=None, **values):
        partner = partner or self.contact
        defaults = {"partner_id": partner.id, "number": partner.phone_sanitized, "body": "Your goods have left"}
        return self.env["sms.sms"].create(defaults | values)

    def mails(self, partner=None):
        return self.env["mail.mail"].search([("recipient_ids", "in", (partner or self.contact).ids)])

    def compose(self, records, **values):
        composer = self.env["sms.composer"].create(
            {"res_model": records._name, "res_ids": str(records.ids), "composition_mode": "mass", "body": "Sale!"} | values
        )
        return composer._action_send_sms()

    @freeze_time(NOON)
    def test_by_day_it_leaves(self):
        message = self.sms()
        with self.gateway():
            message.send(unlink_sent=False)
        self.assertEqual((message.state, self.sent), ("pending", [(self.contact.phone_sanitized, "Your goods have left")]))
        self.assertFalse(self.mails())

    def test_by_night_it_waits_until_the_morning(self):
        with freeze_time(NIGHT), self.gateway():
            message = self.sms()
            message.send(unlink_sent=False)
            self.assertEqual((message.state, message.contact_at, self.sent), ("waiting", MORNING, []))
            self.env["sms.sms"]._cron_contact_release()
            self.assertEqual(message.state, "waiting")
        with freeze_time("2026-06-16 00:00:01"), self.gateway():
            self.env["sms.sms"]._cron_contact_release()
            message.send(unlink_sent=False)
            self.assertEqual((message.state, len(self.sent)), ("pending", 1))

    def test_a_number_without_a_contact_has_the_hours_of_the_company(self):
        self.company.business_tz = "Asia/Shanghai"
        with freeze_time(NIGHT), self.gateway():
            message = self.env["sms.sms"].create({"number": "+8613800138001", "body": "Hello"})
            message.send(unlink_sent=False)
            self.assertEqual((message.state, message.contact_at), ("waiting", MORNING))

    @freeze_time(NOON)
    def test_nobody_gets_what_was_withdrawn(self):
        self.say("withdrawn", "sms", "service")
        message = self.sms()
        owed = self.sms(contact_purpose="contract")
        with self.gateway():
            (message | owed).send(unlink_sent=False)
        self.assertEqual((message.state, message.failure_type, owed.state), ("canceled", "sms_optout", "pending"))
        self.assertEqual(len(self.sent), 1)

    @freeze_time(NOON)
    def test_numbers_typed_in_belong_to_somebody(self):
        self.company.business_tz = "Asia/Shanghai"
        self.say("withdrawn", "sms", "service")
        composer = self.env["sms.composer"].create(
            {"composition_mode": "numbers", "numbers": f"{self.contact.phone_sanitized},+8613800138001", "body": "Hello"}
        )
        with self.gateway():
            composer.action_send_sms()
        self.assertEqual([number for number, _text in self.sent], ["+8613800138001"])

    @freeze_time(NOON)
    def test_mass_messages_to_customers_are_advertising(self):
        friend = self.env["res.partner"].create({"name": "Han Meimei", "phone": "+86 139 0013 9000"})
        self.say("given", "sms")
        with self.gateway():
            messages = self.compose(self.contact | friend, mass_force_send=True, mass_keep_log=False)
        self.assertEqual([number for number, _text in self.sent], [self.contact.phone_sanitized])
        states = {message.partner_id: message.state for message in messages}
        self.assertEqual(states[friend], "canceled")
        self.assertEqual(set(messages.mapped("contact_purpose")), {"marketing"})

    @freeze_time(NOON)
    def test_what_is_not_delivered_goes_out_by_mail_once(self):
        message = self.sms()
        with self.gateway("insufficient_credit"):
            message.send()
            self.assertEqual((message.state, message.contact_fell_back), ("error", True))
            message.resend_failed()
        mail = self.mails()
        self.assertEqual((len(mail), mail), (1, message.contact_mail_id))
        self.assertIn("Your goods have left", mail.body_html)
        self.assertEqual((mail.model, mail.res_id), ("res.partner", self.contact.id))

    @freeze_time(NOON)
    def test_without_a_number_it_goes_out_by_mail(self):
        self.contact.phone = False
        self.say("given", "sms")
        self.say("given")
        with self.gateway():
            self.compose(self.contact, mass_force_send=True, mass_keep_log=False)
        self.assertEqual((len(self.mails()), self.sent), (1, []))

    @freeze_time(NOON)
    def test_a_late_report_of_the_gateway(self):
        message = self.sms()
        with self.gateway():
            message.send()
        self.assertFalse(self.mails())
        message.sms_tracker_id._action_update_from_provider_error("not_delivered")
        message.sms_tracker_id._action_update_from_provider_error("not_delivered")
        self.assertEqual(len(self.mails()), 1)

    @freeze_time(NOON)
    def test_no_mail_to_those_who_want_none(self):
        self.say("withdrawn", "email", "service")
        with self.gateway("insufficient_credit"):
            self.sms().send()
        self.assertFalse(self.mails())
        self.say("given", "email", "service", time=datetime(2026, 6, 15, 3, 59))
        self.company.contact_sms_fallback = False
        with self.gateway("insufficient_credit"):
            self.sms().send()
        self.assertFalse(self.mails())
