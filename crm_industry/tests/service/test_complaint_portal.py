import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .goods_common import GoodsCommon

PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
NOTE = "Between us"
ANSWER = "Tomorrow"


@tagged("post_install", "-at_install")
class TestComplaintPortal(PortalPages, GoodsCommon, HttpCase):
    """The customer complains, follows, answers; of others it sees nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.portal_user("complaining_buyer", cls.customer)
        cls.stranger = cls.portal_user("complaint_stranger", cls.make_customer("Somebody Else"))

    def send(self, user=None, files=None, **values):
        texts = {"subject": "Bottles leak", "text": "Half of the gel is gone", "goods": self.order.order_line.id, "quantity": 2}
        return self.send_form(user or self.buyer, "/my/complaints/new", texts | values, files)

    def sent(self, **values):
        self.send(**values)
        return self.env["crm.complaint"].search([("channel", "=", "portal")], limit=1, order="id desc")

    def solved(self, complaint):
        """An apology that a manager has approved and the agent has made."""
        mine = complaint.with_user(self.agent)
        mine.action_accept()
        resolution = self.propose(mine, note="We are sorry")
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        self.apologise(mine)

    def say(self, complaint, user=None, **values):
        return self.send_form(user or self.buyer, f"/my/complaints/{complaint.id}/answer", values)

    def test_complaint_with_a_photo(self):
        response = self.send(files={"attachment": ("leak.png", PHOTO, "image/png")})
        self.assertIn("We have your complaint", response.text)
        complaint = self.env["crm.complaint"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((complaint.channel, complaint.state, complaint.company_id), ("portal", "new", self.company))
        self.assertEqual((complaint.contact_id, complaint.order_id), (self.buyer.partner_id, self.order))
        self.assertEqual((complaint.line_ids.product_id, complaint.line_ids.quantity), (self.product, 2))
        self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged"])
        [photo] = complaint.message_ids.attachment_ids
        self.assertEqual((photo.name, photo.raw), ("leak.png", PHOTO))
        page = self.page_of(self.buyer, f"/my/complaints/{complaint.id}")
        for text in ("Bottles leak", "Half of the gel is gone", complaint.name, self.order.name, "Bottle of gel", photo.name):
            self.assertIn(text, page)
        self.assertIn(complaint.name, self.page_of(self.buyer, "/my/complaints"))
        file = self.url_open(f"/my/complaints/{complaint.id}/file/{photo.id}")
        self.assertEqual(file.content, PHOTO)
        self.assertIn("attachment", file.headers["Content-Disposition"])

    def test_another_customer_sees_and_writes_nothing(self):
        complaint = self.sent(files={"attachment": ("leak.png", PHOTO, "image/png")})
        photo = complaint.message_ids.attachment_ids
        self.solved(complaint)
        self.assertNotIn(complaint.name, self.page_of(self.stranger, "/my/complaints"))
        for path in (f"/my/complaints/{complaint.id}", f"/my/complaints/{complaint.id}/file/{photo.id}"):
            self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.say(complaint, self.stranger, received="yes", score="5").status_code, 404)
        path = f"/my/complaints/{complaint.id}/message"
        self.assertEqual(self.send_form(self.stranger, path, {"text": "Mine"}).status_code, 404)
        self.assertEqual(complaint.state, "confirming")
        for name in ("crm.complaint", "crm.complaint.event", "crm.complaint.resolution", "crm.complaint.mailbox"):
            for user in (self.stranger, self.buyer):
                with self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])

    def test_files_of_others_are_not_served(self):
        complaint = self.sent()
        secret = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"x", "res_model": "crm.complaint"})
        note = complaint.message_post(body=NOTE, subtype_xmlid="mail.mt_note", attachments=[("note.txt", b"x")])
        self.log_in(self.buyer)
        for file in secret | note.attachment_ids:
            self.assertEqual(self.url_open(f"/my/complaints/{complaint.id}/file/{file.id}").status_code, 404)
        page = self.page_of(self.buyer, f"/my/complaints/{complaint.id}")
        self.assertNotIn(NOTE, page)
        self.assertNotIn("note.txt", page)

    def test_bad_complaints_are_told_and_store_nothing(self):
        other = self.env["sale.order"].create(
            {"partner_id": self.stranger.partner_id.id, "order_line": [(0, 0, {"product_id": self.product.id})]}
        )
        bad = (
            {"subject": " "},
            {"subject": "\u200b\u200b"},
            {"quantity": "0.0001"},
            {"text": ""},
            {"text": "x" * 20_001},
            {"subject": "x" * 201},
            {"quantity": "11"},
            {"quantity": "0"},
            {"quantity": "nan"},
            {"quantity": "many"},
            {"goods": str(other.order_line.id)},
            {"goods": "x"},
            {"category": "999999"},
            {"files": {"attachment": ("virus.exe", b"MZ", "application/octet-stream")}},
            {"files": {"attachment": ("page.png", b"<script>alert(1)</script>", "image/png")}},
        )
        for values in bad:
            self.assertIn('name="complaint_error"', self.send(**values).text, values)
        self.assertFalse(self.env["crm.complaint"].search([("channel", "=", "portal")]))

    def test_what_the_customer_is_told(self):
        complaint = self.sent()
        self.solved(complaint)
        complaint.message_post(body=NOTE, subtype_xmlid="mail.mt_note")
        page = self.page_of(self.buyer, f"/my/complaints/{complaint.id}")
        for text in ("Apology", "We are sorry", "Waiting for your answer", "Done as promised", "Have you got"):
            self.assertIn(text, page)
        for secret in (self.agent.name, self.service_manager.name, NOTE, "Resolution"):
            self.assertNotIn(f">{secret}", page)

    def test_messages_both_ways(self):
        complaint = self.sent()
        path = f"/my/complaints/{complaint.id}/message"
        self.send_form(self.buyer, path, {"text": "<b>When?</b>"})
        self.assertEqual(complaint.event_ids.mapped("kind"), ["received", "acknowledged", "wrote"])
        message = complaint.message_ids[0]
        self.assertEqual((message.author_id, message.message_type), (self.buyer.partner_id, "comment"))
        complaint.with_user(self.agent).message_post(body=ANSWER, message_type="comment", subtype_xmlid="mail.mt_comment")
        page = self.page_of(self.buyer, f"/my/complaints/{complaint.id}")
        self.assertIn(ANSWER, page)
        self.assertIn("&lt;b&gt;When?", page)
        self.assertIn('name="complaint_error"', self.send_form(self.buyer, path, {"text": "  "}).text)

    def test_satisfied_customer_closes(self):
        complaint = self.sent()
        self.solved(complaint)
        self.say(complaint, received="yes", score="5", comment="Thank you")
        self.assertEqual((complaint.state, complaint.round), ("closed", 1))
        self.assertFalse(complaint.closed_by)
        self.assertEqual(complaint.rating_ids.mapped("rating"), [5.0])

    def test_dissatisfied_customer_reopens(self):
        complaint = self.sent()
        self.solved(complaint)
        self.say(complaint, received="yes", score="2")
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))
        self.solved_again(complaint)
        self.say(complaint, received="yes", score="4")
        self.assertEqual(complaint.state, "closed")
        self.say(complaint, received="no")
        self.assertEqual((complaint.state, complaint.round), ("accepted", 3))

    def solved_again(self, complaint):
        resolution = self.propose(complaint.with_user(self.agent))
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        self.apologise(complaint.with_user(self.agent))

    def test_half_an_answer(self):
        complaint = self.sent()
        self.assertIn('name="complaint_error"', self.say(complaint, received="yes", score="5").text)
        self.solved(complaint)
        for values in (
            {"received": "yes"},
            {"score": "5"},
            {"received": "maybe", "score": "5"},
            {"received": "yes", "score": "9"},
        ):
            self.assertIn('name="complaint_error"', self.say(complaint, **values).text, values)
        self.assertEqual(complaint.state, "confirming")

    def test_link_of_a_mail(self):
        complaint = self.complain(contact_id=self.contact.id).sudo()
        token = complaint._portal_ensure_token()
        self.authenticate(None, None)
        self.opener.cookies["frontend_lang"] = "en_US"
        path = f"/my/complaints/{complaint.id}"
        self.assertIn("Parcel leaked", self.url_open(f"{path}?access_token={token}").text)
        self.assertNotIn("Parcel leaked", self.url_open(f"{path}?access_token=wrong").text)
        self.assertNotIn("Parcel leaked", self.url_open(path).text)
        odd = self.url_open(f"{path}?access_token=%C3%A9", allow_redirects=False)
        self.assertEqual(odd.status_code, 303)
        self.assertNotIn("Thank you", self.url_open(f"{path}?access_token={token}&done=anything").text)
        portal = self.env["crm.complaint.portal"].with_user(self.env.ref("base.public_user"))
        portal._message(complaint.id, "It is me", [], token)
        self.assertEqual(complaint.message_ids[0].author_id, self.contact)
        with self.assertRaises(AccessError):
            portal._message(complaint.id, "It is me", [], "wrong")
        with self.assertRaises(AccessError):
            portal._complain({"subject": "x", "text": "x"}, [])

    def test_words_of_an_agent_are_not_shown(self):
        complaint = self.complain(description="<p>A difficult person</p>")
        self.assertNotIn("difficult", self.page_of(self.buyer, f"/my/complaints/{complaint.id}"))

    def test_not_too_many(self):
        portal = self.env["crm.complaint.portal"].with_user(self.buyer)
        for number in range(20):
            portal._complain({"subject": f"Leak {number}", "text": "It leaks"}, [])
        with self.assertRaisesRegex(UserError, "call us"):
            portal._complain({"subject": "Leak", "text": "It leaks"}, [])

    def test_employees_are_no_customers(self):
        with self.assertRaises(AccessError):
            self.env["crm.complaint.portal"].with_user(self.agent)._complain({"subject": "x", "text": "x"}, [])
