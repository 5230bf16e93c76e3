from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .goods_common import GoodsCommon

SECRET = "Our margin"
PROMISE = "Tomorrow"


@tagged("post_install", "-at_install")
class TestComplaintKey(PortalPages, GoodsCommon, HttpCase):
    """The key in the link is the customer's: employees neither read nor use it, and it opens nothing but the complaint's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.email = "caller@example.com"
        cls.complaint = cls.leak(contact_id=cls.contact.id)
        cls.key = cls.complaint.sudo()._portal_ensure_token()

    def solve(self):
        resolution = self.propose(self.complaint)
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        self.apologise(self.complaint)

    def door(self, path, **params):
        return self.make_jsonrpc_request(path, params)

    # -- Odoo's own doors ----------------------------------------------------------------------------------------------

    def test_key_opens_no_door_of_odoo(self):
        file = self.env["ir.attachment"].create(
            {"name": "margin.txt", "raw": SECRET.encode(), "res_model": "crm.complaint", "res_id": self.complaint.id}
        )
        self.complaint.message_post(body=SECRET, subtype_xmlid="mail.mt_note", attachment_ids=file.ids)
        self.authenticate(None, None)
        sign = self.complaint.sudo()._sign_token(self.contact.id)
        thread = {"thread_model": "crm.complaint", "thread_id": self.complaint.id}
        for keys in ({"token": self.key}, {"hash": sign, "pid": self.contact.id}):
            wanted = thread | {"request_list": ["followers", "attachments", "activities"], "access_params": keys}
            shown = str(self.door("/mail/data", fetch_params=[["mail.thread", wanted]]))
            for text in ("margin.txt", "raw_access_token", self.agent.name, SECRET):
                self.assertNotIn(text, shown)
            before = self.complaint.sudo().message_ids
            with self.assertRaises(JsonRpcException):
                self.door("/mail/message/post", post_data={"body": "Pay"}, **thread, **keys)
            self.assertEqual(self.complaint.sudo().message_ids, before)
        with self.assertRaises(JsonRpcException):
            self.door("/mail/chatter_fetch", token=self.key, **thread)

    def test_page_still_opens_by_the_key(self):
        self.authenticate(None, None)
        page = self.url_open(f"/my/complaints/{self.complaint.id}?access_token={self.key}")
        self.assertIn("Parcel leaked", page.text)
        view = f"/mail/view?model=crm.complaint&res_id={self.complaint.id}&access_token={self.key}"
        self.assertIn("Parcel leaked", self.url_open(view).text)

    # -- employees -----------------------------------------------------------------------------------------------------

    def test_employees_get_no_key(self):
        manager = new_test_user(self.env, "everything", "base.group_system,crm_industry.group_service_manager")
        manager.company_ids |= self.company
        for user in (self.agent, manager):
            complaint = self.complaint.with_user(user)
            self.assertNotIn(self.key, complaint.get_portal_url(suffix="/x", query_string="&a=1"))
            self.assertNotIn(self.key, complaint._get_share_url(redirect=True, pid=self.contact.id))
            self.assertEqual(complaint.get_portal_url(), f"/my/complaints/{complaint.id}")
            with self.assertRaises(AccessError):
                complaint.read(["access_token"])
            with self.assertRaises(AccessError):
                complaint.search([("access_token", "=", self.key)])
            with self.assertRaises(AccessError):
                complaint.write({"access_token": "mine"})
        self.assertIn(self.key, self.complaint.sudo().get_portal_url())

    def test_agents_still_write_to_the_customer(self):
        self.complaint.message_post(
            body=PROMISE, message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.contact.ids
        )
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.contact.ids)], order="id desc", limit=1)
        self.assertIn(self.key, mail.body_html)

    def test_thread_keeps_letters_without_the_key(self):
        mail = self.complaint._send_letter("crm_industry.mail_template_complaint_received")
        self.assertIn(self.key, mail.body_html)
        self.contact.phone = "+86 138 0013 8000"
        self.assertTrue(self.complaint._send_sms(lambda env: self.complaint.with_env(env)._letter_facts()["link"]))
        sms = self.env["sms.sms"].sudo().search([("partner_id", "=", self.contact.id)], order="id desc", limit=1)
        self.assertIn(self.key, sms.body)
        self.env.invalidate_all()
        kept = mail.mail_message_id | sms.mail_message_id
        self.assertEqual(len(kept.with_user(self.agent)), 2)
        for message in kept.with_user(self.agent):
            self.assertIn(f"/my/complaints/{self.complaint.id}", message.body)
            self.assertNotIn(self.key, message.body)

    def test_employees_do_not_speak_for_the_customer(self):
        self.solve()
        portal = self.env["crm.complaint.portal"].with_user(self.salesperson)
        with self.assertRaisesRegex(AccessError, "only the customer"):
            portal._answer(self.complaint.id, {"received": "yes", "score": "5"}, self.key)
        with self.assertRaisesRegex(AccessError, "only the customer"):
            portal._message(self.complaint.id, "All is well", [], self.key)
        self.assertEqual(self.complaint.state, "confirming")

    # -- ratings -------------------------------------------------------------------------------------------------------

    def test_ratings_are_the_customers(self):
        self.solve()
        token = self.complaint.sudo()._rating_get_access_token()
        self.complaint.sudo()._customer_answer("yes", 5, SECRET)
        ratings = self.env["rating.rating"]
        said = self.complaint.sudo().rating_ids.filtered("consumed").with_env(self.env)
        for user in (self.keeper, self.salesperson, self.finance):
            self.assertFalse(ratings.with_user(user).search([("res_model", "=", "crm.complaint")]))
        self.assertEqual(said.with_user(self.agent).feedback, SECRET)
        self.assertFalse(ratings.with_user(self.other_agent).search([("id", "in", said.ids)]))
        with self.assertRaises(AccessError):
            said.with_user(self.agent).read(["access_token"])
        for user in (self.agent, self.service_manager, self.salesperson, self.finance):
            with self.assertRaises(AccessError), self.cr.savepoint():
                said.with_user(user).write({"rating": 1})
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.complaint.with_user(user).rating_apply(1, token=token)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.complaint.with_user(user).sudo().rating_apply(1, token=token)
        self.assertEqual(self.complaint.state, "closed")

    def test_ratings_are_not_made_up(self):
        ratings = self.env["rating.rating"].with_user(self.keeper)
        values = {"res_id": self.complaint.id, "rating": 5, "consumed": True}
        models = self.env["ir.model"]
        with self.assertRaises(AccessError), self.cr.savepoint():
            ratings.create(values | {"res_model_id": models._get_id("crm.complaint")})
        other = ratings.create(values | {"res_model_id": models._get_id("res.partner"), "res_id": self.customer.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            other.write({"res_model_id": models._get_id("crm.complaint"), "res_id": self.complaint.id})
        for user in (self.agent, self.service_manager):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.complaint.with_user(user).write({"rating_ids": [(0, 0, {"rating": 5, "consumed": True})]})
            with self.assertRaises(AccessError):
                self.complaint.with_user(user).message_post(body=PROMISE, rating_value=5)
        self.assertEqual(other.rating, 5)
        self.assertFalse(self.complaint.sudo().rating_ids)

    # -- one word is enough --------------------------------------------------------------------------------------------

    def test_customer_says_once_that_all_is_well(self):
        self.solve()
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        portal._answer(self.complaint.id, {"received": "yes", "score": "5"}, self.key)
        for _number in range(2):
            with self.assertRaisesRegex(UserError, "already"):
                portal._answer(self.complaint.id, {"received": "yes", "score": "5"}, self.key)
        self.assertEqual((self.complaint.state, len(self.complaint.sudo().rating_ids)), ("closed", 1))
        portal._answer(self.complaint.id, {"received": "no"}, self.key)
        self.assertEqual((self.complaint.state, self.complaint.round), ("accepted", 2))

    # -- first answer --------------------------------------------------------------------------------------------------

    def test_what_meets_the_clock(self):
        clock = self.complaint.clock_ids.filtered(lambda each: each.kind == "reply")
        made_up = self.env["res.partner"].create({"name": "Me", "parent_id": self.customer.id, "email": "me@example.com"})
        self.env.cr.execute("UPDATE res_partner SET create_date = now() + interval '1 minute' WHERE id = %s", [made_up.id])
        made_up.invalidate_recordset(["create_date"])
        said = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        self.complaint.message_post(body=PROMISE, partner_ids=made_up.ids, **said)
        self.complaint.message_post(body=PROMISE, outgoing_email_to="private@example.com", **said)
        self.complaint.message_post(body=Markup("<p><br></p>"), partner_ids=self.contact.ids, **said)
        self.assertFalse(clock.met_on)
        # Neither does writing that address down, or the new contact as the one who complained.
        self.complaint.email_from = "private@example.com"
        self.complaint.message_post(body=PROMISE, outgoing_email_to="private@example.com", **said)
        self.complaint.contact_id = made_up
        self.complaint.message_post(body=PROMISE, partner_ids=made_up.ids, **said)
        self.assertFalse(clock.met_on)
        self.complaint.message_post(body=PROMISE, partner_ids=self.contact.ids, **said)
        self.assertTrue(clock.met_on)

    def test_customer_who_became_one_by_the_complaint_is_answered(self):
        complaint = self.complain(partner_id=False)
        customer = self.make_customer("Walked In", email="walked@example.com")
        self.env.cr.execute("UPDATE res_partner SET create_date = now() + interval '1 minute' WHERE id = %s", [customer.id])
        customer.invalidate_recordset(["create_date"])
        complaint.partner_id = customer
        complaint.message_post(body=PROMISE, partner_ids=customer.ids, message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertTrue(complaint.clock_ids.filtered(lambda each: each.kind == "reply").met_on)

    def test_unknown_address_is_answered(self):
        complaint = self.complain(partner_id=False, email_from="Stranger <stranger@example.com>")
        complaint.message_post(
            body=PROMISE,
            outgoing_email_to="stranger@example.com",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(complaint.clock_ids.filtered(lambda each: each.kind == "reply").met_on)
