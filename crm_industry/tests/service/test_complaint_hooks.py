from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaintHooks(ServiceCommon):
    """Complaints go with their customer, with their agent, and come from touchpoints."""

    def test_complaints_follow_a_merged_customer(self):
        complaint = self.complain(contact_id=self.contact.id)
        complaint.action_accept()
        keeper = self.make_customer("Keeper")
        self.env["res.partner"]._rekey_customer(self.customer, keeper)
        self.env.invalidate_all()
        self.assertEqual(complaint.partner_id, keeper)

    def test_complaints_follow_a_customer_that_becomes_a_contact(self):
        complaint = self.complain(contact_id=self.contact.id)
        keeper = self.make_customer("Keeper")
        self.customer.write({"is_company": False, "parent_id": keeper.id})
        self.env.invalidate_all()
        self.assertEqual((complaint.partner_id, complaint.contact_id), (keeper, self.contact))
        complaint.with_user(self.agent).subject = "Still can be changed"

    def test_open_complaints_are_handed_over(self):
        handed = self.env["crm.handover"]._handover_models()["crm.complaint"]
        mine = [*handed["domain"], (handed["user"], "=", self.agent.id)]
        complaint = self.complain()
        complaint.action_accept()
        self.assertIn(complaint, self.env["crm.complaint"].search(mine))
        self.assertEqual(complaint[handed["customer"]], self.customer)
        complaint.with_user(self.service_manager).action_withdraw("A mistake")
        self.assertNotIn(complaint, self.env["crm.complaint"].search(mine))

    def touchpoint(self, **values):
        time = fields.Datetime.now() - timedelta(hours=5)
        content = {"subject": "It leaks", "contact_id": self.contact.id, "company_id": self.company.id, "time": time}
        return self.env["crm.touchpoint"].with_user(self.agent).create(content | values)

    def test_touchpoint_becomes_a_complaint(self):
        touchpoint = self.touchpoint(channel="visit", body="<p>Half of it</p>")
        action = touchpoint.action_complain()
        complaint = self.env["crm.complaint"].browse(action["res_id"])
        self.assertEqual((complaint.subject, complaint.channel, complaint.partner_id), ("It leaks", "visit", self.customer))
        self.assertEqual((complaint.contact_id, complaint.received_on), (self.contact, touchpoint.time))
        self.assertEqual(complaint.event_ids.time, touchpoint.time)
        self.assertIn("Half of it", complaint.description)
        touchpoint.invalidate_recordset()
        self.assertEqual(touchpoint.action_complain()["res_id"], complaint.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.complain(touchpoint_id=touchpoint.id)

    def test_every_channel_has_its_name(self):
        for channel, _label in self.env["crm.touchpoint"]._fields["channel"].selection:
            self.assertTrue(self.touchpoint(channel=channel).action_complain())

    def test_words_of_the_company_are_no_complaint(self):
        with self.assertRaisesRegex(UserError, "no word of the customer"):
            self.touchpoint(direction="out").action_complain()

    def test_touchpoint_of_another_company(self):
        with self.assertRaises(AccessError):
            self.touchpoint().with_user(self.other_agent).action_complain()
