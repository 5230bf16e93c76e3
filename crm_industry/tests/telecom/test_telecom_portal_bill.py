from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_portal import TelecomPortalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomPortalBill(TelecomPortalCommon):
    """What customers complain about on the portal is on hold until the case is over."""

    def complain(self, bill=None, user=None, text="I never called there"):
        return self.portal(user or self.mine)._complain_about_bill((bill or self.bill).id, {"text": text})

    def test_a_complaint_holds_the_bill(self):
        self.assertTrue(self.portal(self.mine)._bill_page(self.bill.id)["may_complain"])
        case = self.complain(text="I <b>never</b> called there")
        self.assertEqual((case.partner_id, case.contact_id), (self.subscriber, self.mine.partner_id))
        self.assertEqual((case.type_id.code, case.channel, case.state), ("complaint", "portal", "new"))
        self.assertEqual((case.company_id, case.category_id.code), (self.company, "telecom-bill"))
        self.assertIn(self.bill.name, case.subject)
        self.assertNotIn("<b>", case.description)
        self.assertEqual((self.bill.complaint_id, self.bill.state, self.bill.disputed), (case, "on_hold", True))
        self.assertEqual(self.bill.reason_id, self.reason("bill_complaint"))
        page = self.portal(self.mine)._bill_page(self.bill.id)
        self.assertEqual((page["state_label"], page["may_complain"]), ("Being looked into", False))
        self.assertEqual((page["complaint"]["id"], page["complaint"]["state_label"]), (case.id, "Received"))

    def test_arrears_wait_for_the_answer(self):
        policy = self.env["crm.telecom.arrears.policy"].create({"name": "Test", "company_id": self.company.id, "user_id": False})
        case = self.complain()

        def run(day):
            with (
                freeze_time(f"{day} 04:00:00"),
                patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 60),
            ):
                policy._cron_telecom_arrears()
            return self.account.arrears_stage, self.active.state

        self.assertEqual(run("2026-04-20"), (False, "active"))
        case._close()
        self.assertEqual(self.bill.state, "sent")
        self.assertEqual(run("2026-04-20")[1], "suspended")

    def test_once(self):
        self.complain()
        with self.assertRaisesRegex(UserError, "There is a complaint about"):
            self.complain()
        self.assertEqual(self.env["crm.complaint"].search_count([("partner_id", "=", self.subscriber.id)]), 1)

    def test_a_paid_bill_stays_paid(self):
        self.bill.with_user(self.telecom_manager).action_register_payment(126)
        case = self.complain()
        self.assertEqual((self.bill.state, self.bill.complaint_id), ("settled", case))

    def test_whoever_pays_complains_others_do_not(self):
        case = self.complain(self.paid_bill, self.theirs)
        self.assertEqual((case.partner_id, self.paid_bill.state), (self.payer, "on_hold"))
        page = self.portal(self.mine)._bill_page(self.paid_bill.id)
        self.assertEqual((page["complaint"], page["may_complain"]), (False, False))
        with self.assertRaises(AccessError):
            self.complain(self.bill, self.theirs)
        with self.assertRaises(AccessError):
            self.portal(self.telecom_agent)._complain_about_bill(self.bill.id, {"text": "Mine"})

    def test_something_has_to_be_said(self):
        for text in ("  ", "x" * 100_001, None):
            with self.assertRaises(UserError):
                self.complain(text=text)
        self.assertEqual((self.bill.state, self.bill.complaint_id.id), ("sent", False))


@tagged("post_install", "-at_install")
class TestTelecomPortalBillPages(TelecomPortalCommon, HttpCase):
    """The form on the page of a bill."""

    def send(self, bill, user, **values):
        self.authenticate(user.login, user.login)
        data = {"text": "I never called there", "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(f"/my/telecom/bill/{bill.id}/complaint", data=data | values)

    def test_a_complaint(self):
        answer = self.send(self.bill, self.mine, text=" ")
        self.assertIn("what is wrong", answer.text)
        self.assertEqual(self.send(self.bill, self.theirs).status_code, 404)
        answer = self.send(self.bill, self.mine)
        self.assertIn("/my/complaints/", answer.url)
        self.assertEqual(self.bill.state, "on_hold")
        answer = self.url_open(f"/my/telecom/bill/{self.bill.id}")
        self.assertIn("Being looked into", answer.text)
        self.assertIn(self.bill.complaint_id.name, answer.text)
        self.assertNotIn("telecom_bill_text", answer.text)
