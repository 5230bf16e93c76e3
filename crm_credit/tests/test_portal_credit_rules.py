from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCreditCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@tagged("post_install", "-at_install")
class TestPortalCreditRules(PortalCreditCommon):
    """What a customer may tell us on the portal."""

    def _dispute_data(self, move, **values):
        return {"move_id": str(move.id), "reason_id": str(self.reason.id), "note": "Broken boxes", **values}

    def test_dispute(self):
        self.account.officer_id = self.officer
        response = self._post("dispute", self._dispute_data(self.late, amount="120"))
        self.assertIn("Thank you", response.text)
        dispute = self.late.credit_dispute_ids
        self.assertEqual((dispute.amount, dispute.note, dispute.state), (120.0, "Broken boxes", "open"))
        self.assertEqual((dispute.user_id, dispute.activity_ids.user_id), (self.officer, self.officer))
        self.assertIn('name="credit_dispute"', self._page())
        again = self._post("dispute", self._dispute_data(self.late))
        self.assertIn('name="credit_error"', again.text)

    def test_dispute_without_an_amount_is_about_all_that_is_open(self):
        self._post("dispute", self._dispute_data(self.foreign))
        self.assertEqual(self.foreign.credit_dispute_ids.amount, 25.0)

    def test_wrong_disputes(self):
        data = self._dispute_data(self.late)
        for wrong in (
            {"move_id": str(self.strange.id)},
            {"move_id": "x"},
            {"reason_id": "0"},
            {"note": " "},
            {"amount": "301"},
            {"amount": "-1"},
            {"amount": "nan"},
            {"amount": "many"},
        ):
            self.assertIn('name="credit_error"', self._post("dispute", data | wrong).text, wrong)
        self.company.credit_portal_dispute = False
        self.assertIn('name="credit_error"', self._post("dispute", data).text)
        self.assertFalse((self.late | self.strange).credit_dispute_ids)

    def _promises(self):
        return self.env["crm.credit.promise"].search([("partner_id", "in", (self.customer | self.other).ids)])

    def test_promises_are_off_by_default(self):
        self.assertFalse(self.env["res.company"].new({}).credit_portal_promise)
        self.assertNotIn('name="credit_promise_form"', self._page())
        response = self._post("promise", {"move_id": str(self.late.id), "date_due": str(self.today)})
        self.assertIn('name="credit_error"', response.text)
        self.assertFalse(self._promises())

    def test_promise(self):
        self.company.credit_portal_promise = True
        day = self.today + timedelta(days=14)
        data = {"move_id": [str(self.old.id), str(self.late.id)], "date_due": str(day)}
        self.assertIn("Thank you", self._post("promise", data).text)
        promise = self._promises()
        self.assertEqual((promise.amount, promise.date_due, promise.invoice_ids), (900.0, day, self.old | self.late))
        page = self._page()
        self.assertIn('name="credit_promise"', page)
        self.assertNotIn('name="credit_promise_form"', page)
        self.assertIn('name="credit_error"', self._post("promise", data).text)
        promise._guarded_write({"state": "broken"})
        self.assertIn('name="credit_error"', self._post("promise", data).text)
        self.assertEqual(self._promises(), promise)

    def test_wrong_promises(self):
        self.company.credit_portal_promise = True
        data = {"move_id": str(self.late.id), "date_due": str(self.today)}
        for wrong in (
            {"move_id": str(self.strange.id)},
            {"move_id": [str(self.late.id), str(self.strange.id)]},
            {"date_due": str(self.today + timedelta(days=15))},
            {"date_due": str(self.today - timedelta(days=1))},
            {"date_due": "soon"},
            {"date_due": ""},
        ):
            self.assertIn('name="credit_error"', self._post("promise", data | wrong).text, wrong)
        self.assertFalse(self._promises())

    def _applications(self):
        return self.env["crm.credit.application"].search([("partner_id", "=", self.customer.id)])

    def test_application_with_a_file(self):
        data = {"requested_amount": "5000", "reason": "New store", "partner_id": str(self.other.id)}
        response = self._post("apply", data, files=[("attachment", ("accounts.pdf", PDF, "application/pdf"))])
        self.assertIn("Thank you", response.text)
        application = self._applications()
        self.assertEqual((application.requested_amount, application.stage), (5000.0, "assess"))
        self.assertEqual(application.message_ids.attachment_ids.mapped("name"), ["accounts.pdf"])
        page = self._page()
        self.assertIn(application.name, page)
        self.assertIn("To Assess", page)
        self.assertNotIn(application.name, self._page(self.stranger))
        self.assertIn('name="credit_error"', self._post("apply", data).text)

    def test_wrong_applications(self):
        data = {"requested_amount": "5000", "reason": "New store"}
        for wrong, files in (
            ({"requested_amount": "inf"}, None),
            ({"requested_amount": ""}, None),
            ({"reason": ""}, None),
            ({"kind": "temporary"}, None),
            ({}, [("attachment", ("page.html", b"<html><script>1</script></html>", "text/html"))]),
            ({}, [("attachment", ("fake.pdf", b"<html><script>1</script></html>", "application/pdf"))]),
            ({}, [("attachment", ("empty.pdf", b"", "application/pdf"))]),
            ({}, [("attachment", (f"{number}.pdf", PDF, "application/pdf")) for number in range(6)]),
        ):
            self.assertIn('name="credit_error"', self._post("apply", data | wrong, files).text, (wrong, files))
        self.company.credit_portal_apply = False
        self.assertIn('name="credit_error"', self._post("apply", data).text)
        self.assertFalse(self._applications())

    def test_applications_of_salespeople_stay_internal(self):
        internal = self.env["crm.credit.application"].create(
            {"partner_id": self.customer.id, "requested_amount": 9.0, "reason": "Between us"}
        )
        self.assertNotIn(internal.name, self._page())
        with self.assertRaises(AccessError):
            internal.with_user(self.buyer).read(["reason"])

    @mute_logger("odoo.http")
    def test_nothing_by_rpc(self):
        dispute = self._dispute(self.late)
        promise = self._promise(10.0)
        for record in (dispute, promise, self.account):
            with self.assertRaises(AccessError):
                record.with_user(self.buyer).read(["display_name"])
        for model in ("crm.credit.statement", "crm.credit.statement.run", "crm.credit.statement.make"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.buyer).search([])
        with self.assertRaises(AccessError):
            self.env["crm.credit.statement.make"].with_user(self.buyer).create({"company_id": self.company.id})
        with self.assertRaises(AccessError):
            self.buyer.partner_id.with_user(self.buyer).write({"credit_portal": True})
        wizard = self._wizard()
        self._log_in()
        self.assertEqual(self.url_open(f"/crm_credit/statement/{wizard.id}/xlsx").status_code, 403)
        self.assertNotIn("1,330.00", self.url_open(f"/report/html/crm_credit.report_statement_make/{wizard.id}").text)
