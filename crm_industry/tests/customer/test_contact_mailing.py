from odoo.tests import freeze_time, tagged

from .contact_common import MORNING, NIGHT, NOON, ContactCommon


@tagged("post_install", "-at_install")
class TestContactMailing(ContactCommon):
    """Mass mails go to those who may be written to, at times when they may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.friend = cls.env["res.partner"].create({"name": "Han Meimei", "email": "han@example.com", "tz": "Asia/Shanghai"})

    def send(self, records, **values):
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": records._name,
                "res_ids": str(records.ids),
                "subject": "Sale",
                "body": "<p>All must go</p>",
                "force_send": False,
                "auto_delete": False,
            }
            | values
        )
        mails, _messages = composer._action_send_mail()
        return {mail.res_id: mail for mail in mails}

    @freeze_time(NOON)
    def test_only_those_who_agreed_get_advertising(self):
        self.say("given")
        mails = self.send(self.contact | self.friend)
        self.assertEqual(mails[self.contact.id].state, "outgoing")
        self.assertFalse(mails[self.contact.id].scheduled_date)
        self.assertEqual((mails[self.friend.id].state, mails[self.friend.id].failure_type), ("cancel", "mail_optout"))

    @freeze_time(NIGHT)
    def test_by_night_it_waits(self):
        self.say("given")
        mails = self.send(self.contact)
        self.assertEqual(mails[self.contact.id].scheduled_date, MORNING)

    @freeze_time(NOON)
    def test_leads_are_looked_up_by_their_address(self):
        self.say("given", partner=self.friend)
        leads = self.env["crm.lead"].create(
            [{"name": "Known", "email_from": "han@example.com"}, {"name": "Unknown", "email_from": "nobody@example.com"}]
        )
        mails = self.send(leads)
        self.assertEqual([mails[lead.id].state for lead in leads], ["outgoing", "cancel"])

    @freeze_time(NIGHT)
    def test_mails_about_documents_go_out(self):
        self.say("withdrawn")
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        mails = self.send(order)
        self.assertEqual((mails[order.id].state, mails[order.id].scheduled_date), ("outgoing", False))

    def post(self, records, partners=None, **values):
        """Write with the full composer, on one record or several, and return the messages."""
        defaults = {
            "composition_mode": "comment",
            "model": records._name,
            "res_ids": str(records.ids),
            "subject": "Your question",
            "body": "<p>Dear Li Lei</p>",
            "partner_ids": [(6, 0, (partners or self.env["res.partner"]).ids)],
        }
        _mails, messages = self.env["mail.compose.message"].create(defaults | values)._action_send_mail()
        return messages

    @freeze_time(NIGHT)
    def test_letters_to_one_customer_need_no_consent(self):
        self.say("withdrawn")
        lead = self.env["crm.lead"].create({"name": "Question", "email_from": "nobody@example.com"})
        for record in (self.contact, lead):
            message = self.post(record, self.contact)
            self.assertEqual((message.model, message.res_id), (record._name, record.id))
            self.assertIn(self.contact, message.notified_partner_ids)

    @freeze_time(NOON)
    def test_notes_on_one_customer_need_no_consent(self):
        message = self.post(self.contact, subtype_id=self.env.ref("mail.mt_note").id)
        self.assertEqual(message.res_id, self.contact.id)

    @freeze_time(NOON)
    def test_posts_on_many_records_leave_out_who_did_not_agree(self):
        self.say("given")
        leads = self.env["crm.lead"].create([{"name": "One"}, {"name": "Two"}])
        leads[0].partner_id, leads[1].partner_id = self.contact, self.friend
        template = self.env["mail.template"].create(
            {
                "name": "Offer",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "subject": "Offer",
                "body_html": "<p>All must go</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.assertEqual(self.post(leads, template_id=template.id).mapped("res_id"), leads[0].ids)
