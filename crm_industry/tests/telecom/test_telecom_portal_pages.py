from odoo import http
from odoo.tests import HttpCase, tagged

from .test_telecom_portal import TelecomPortalCommon


@tagged("post_install", "-at_install")
class TestTelecomPortalPages(TelecomPortalCommon, HttpCase):
    """The pages as customers open them, and what another customer finds there."""

    def page(self, path, user=None):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open(path)

    def send(self, subscription, user=None, **values):
        self.authenticate(*[(user or self.mine).login] * 2)
        data = {"category": self.category.id, "text": "Please change it", "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(f"/my/telecom/subscription/{subscription.id}/request", data=data | values)

    def test_pages(self):
        self.make_usage(self.active, {"start": "2026-03-02T12:00:00", "minutes": 7})
        number = self.active.number_id.e164
        for path, words in (
            ("/my/telecom", (self.account.name, number, "Active", "Paying Parent Ltd")),
            (f"/my/telecom/account/{self.account.id}", (self.account.name, "Postpaid", "126.00", self.bill.name)),
            ("/my/telecom/page/9", (self.account.name,)),
            ("/my/telecom/bills", (self.bill.name, "B-2", "To be paid")),
            (f"/my/telecom/bill/{self.bill.id}", ("Calls abroad", number, "126.00")),
            (f"/my/telecom/subscription/{self.active.id}", (number, "Test mobile", "Plan Change", "Voice")),
        ):
            answer = self.page(path)
            self.assertEqual(answer.status_code, 200, path)
            for word in words:
                self.assertIn(word, answer.text, path)

    def test_a_request(self):
        answer = self.send(self.active)
        self.assertIn("/my/complaints/", answer.url)
        self.assertIn("Plan Change", answer.text)
        answer = self.send(self.active, text=" ")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("what you would like", answer.text)
        self.assertEqual(self.active.case_count, 1)

    def test_another_customer_finds_nothing(self):
        secrets = (self.account.name, self.active.number_id.e164, self.active.name, self.bill.name, "Calls abroad")
        for path in (
            "/my/telecom",
            "/my/telecom/bills",
            f"/my/telecom/account/{self.account.id}",
            f"/my/telecom/account/{self.paid.id}",
            f"/my/telecom/bill/{self.bill.id}",
            f"/my/telecom/bill/{10**30}",
            f"/my/telecom/subscription/{self.active.id}",
            f"/my/telecom/subscription/{self.other.id}",
        ):
            answer = self.page(path, self.theirs)
            self.assertEqual(answer.status_code, 404 if path[-1].isdigit() else 200, path)
            for secret in secrets:
                self.assertNotIn(secret, answer.text, path)
        self.assertEqual(self.send(self.active, self.theirs).status_code, 404)
        self.assertFalse(self.env["crm.complaint"].search([("telecom_subscription_id", "!=", False)]))
