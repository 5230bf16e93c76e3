from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .telecom_common import NOON, TelecomCommon


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomBillPosting(TelecomCommon):
    """Bills as invoices: once, to the payer, to the cent; their payments settle the bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = cls.company
        if not cls.books.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.books, install_demo=False)
        cls.books.telecom_bill_posting = "lines"
        tax = {"type_tax_use": "sale", "amount_type": "percent", "price_include_override": "tax_excluded"}
        tax["company_id"] = cls.books.id
        cls.six, cls.nine = cls.env["account.tax"].create([tax | {"name": f"Test {rate} %", "amount": rate} for rate in (6, 9)])
        cls.account.payer_id = cls.payer
        cls.accountant = new_test_user(cls.env, "telecom_accountant", "account.group_account_invoice", company_id=cls.books.id)

    def bill(self, name="P-1", state="validated", lines=((100, 6), (50, 4.5), (10, 0)), **values):
        lines = [{"amount": amount, "tax": tax, "description": f"Line {n}"} for n, (amount, tax) in enumerate(lines, 1)]
        return self.make_bill(self.account, name=name, state=state, lines=lines, **values)

    def pay(self, invoice, amount):
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": amount, "payment_date": "2026-03-16"})._create_payments()

    def test_the_invoice_says_what_the_bill_says(self):
        bill = self.bill()
        bill.with_user(self.telecom_manager).action_post_invoices()
        invoice = bill.invoice_id
        self.assertEqual((invoice.state, invoice.move_type), ("posted", "out_invoice"))
        self.assertEqual(invoice.partner_id, self.payer)
        self.assertEqual((invoice.amount_total, invoice.amount_tax), (170.5, 10.5))
        self.assertEqual((str(invoice.invoice_date), invoice.ref), ("2026-03-01", "P-1"))
        lines = invoice.invoice_line_ids
        self.assertEqual(
            [(line.name, line.price_subtotal, line.tax_ids) for line in lines],
            [
                ("Line 1", 100, self.six),
                ("Line 2", 50, self.nine),
                ("Line 3", 10, self.env["account.tax"]),
            ],
        )
        bill.with_user(self.telecom_manager).action_post_invoices()
        self.assertEqual(bill.invoice_id, invoice)
        self.assertEqual(self.env["account.move"].search_count([("ref", "=", "P-1"), ("company_id", "=", self.books.id)]), 1)

    def test_one_line_for_each_tax(self):
        self.books.telecom_bill_posting = "total"
        bill = self.bill(lines=((100, 6), (50, 3), (10, 0)))
        bill._post_bills()
        self.assertEqual(sorted(bill.invoice_id.invoice_line_ids.mapped("price_subtotal")), [10, 150])
        self.assertEqual(bill.invoice_id.amount_total, 169)

    def test_the_cents_are_those_of_the_bill(self):
        bill = self.bill(lines=((9.99, 0.59), (9.99, 0.6)))
        bill._post_bills()
        self.assertEqual((bill.invoice_id.amount_total, bill.amount_total), (21.17, 21.17))

    def test_payments_of_the_invoice_settle_the_bill_and_back(self):
        bill = self.bill()
        bill._post_bills()
        invoice = bill.invoice_id
        self.pay(invoice, 70.5)
        self.assertEqual((bill.state, bill.amount_open), ("partially_paid", 100))
        self.pay(invoice, 100)
        self.assertEqual((bill.state, bill.amount_open), ("settled", 0))
        self.assertEqual(bill.last_event_id.source, "invoice")
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual((bill.state, bill.amount_open), ("validated", 170.5))

    def test_a_bill_below_zero_is_a_credit_note(self):
        bill = self.bill(lines=((-100, -6),))
        bill._post_bills()
        self.assertEqual((bill.invoice_id.move_type, bill.invoice_id.amount_total, bill.amount_open), ("out_refund", 106, -106))
        self.pay(bill.invoice_id, 106)
        self.assertEqual((bill.state, bill.amount_open), ("settled", 0))

    def test_what_is_posted_is_paid_and_corrected_in_accounting(self):
        bill = self.bill()
        bill._post_bills()
        with self.assertRaisesRegex(UserError, "is the invoice"):
            bill.with_user(self.telecom_manager).action_register_payment(10)
        bills = self.env["crm.telecom.bill"].with_user(self.telecom_manager).with_company(self.books)
        answer = bills.record_bills(
            [{"external_id": "P-1", "account": self.account.name, "date": "2026-03-01", "amount": 5}], "billing"
        )
        self.assertIn("is posted as an invoice", answer["errors"][0]["message"])
        bill.invoice_id.button_draft()
        bill.invoice_id.invoice_line_ids[:1].price_unit = 1
        with self.assertRaisesRegex(UserError, "bring it back to that amount"):
            bill.invoice_id.action_post()
        bill.invoice_id.button_cancel()
        self.assertFalse(bill.invoice_id)
        bill._post_bills()
        self.assertEqual(bill.invoice_id.state, "posted")

    def test_payments_of_other_systems_are_those_of_the_invoice_once_it_is_posted(self):
        payments = self.env["crm.telecom.bill.payment"].with_user(self.telecom_manager).with_company(self.books)
        early, posted = self.bill("P-1"), self.bill("P-2")
        first = {"external_id": "p1", "bill": "P-1", "date": "2026-03-05", "amount": 40}
        self.assertEqual(payments.record_payments([first], "bank")["new"], 1)
        posted._post_bills()
        entries = [first, {"external_id": "p2", "bill": "P-2", "date": "2026-03-05", "amount": 40}]
        answer = payments.record_payments(entries, "bank")
        self.assertEqual((answer["new"], answer["same"]), (0, 1))
        self.assertEqual(
            [error["message"] for error in answer["errors"]], [f"The bill P-2 is the invoice {posted.invoice_id.name}: pay that."]
        )
        self.assertEqual((early.amount_open, posted.amount_open, posted.invoice_id.amount_residual), (130.5, 170.5, 170.5))

    def test_a_cancelled_invoice_does_not_come_back_beside_the_new_one(self):
        bill = self.bill()
        bill._post_bills()
        cancelled = bill.invoice_id
        cancelled.button_draft()
        cancelled.button_cancel()
        for again in (False, True):
            if again:
                bill._post_bills()
            cancelled.button_draft()
            with self.assertRaisesRegex(UserError, "was the telecom bill P-1 until it was cancelled"), self.cr.savepoint():
                cancelled.action_post()
            cancelled.button_cancel()
        self.assertEqual((bill.invoice_id.state, bill.state, bill.amount_open), ("posted", "validated", 170.5))
        posted = [("ref", "=", "P-1"), ("company_id", "=", self.books.id), ("state", "=", "posted")]
        self.assertEqual(self.env["account.move"].search(posted), bill.invoice_id)

    def test_the_scheduled_job_posts_what_it_can_and_says_what_not(self):
        good, bad, new = self.bill("P-1"), self.bill("P-2", lines=((100, 40),)), self.bill("P-3", state="new")
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 1):
            self.env["crm.telecom.bill"]._cron_post_bills()
        self.assertEqual(good.invoice_id.state, "posted")
        self.assertFalse(bad.invoice_id | new.invoice_id)
        self.assertIn("No sales tax", bad.posting_error)

    def test_exposure_and_rights(self):
        bill = self.bill()
        self.assertEqual(self.payer.with_company(self.books).credit, 0)
        bill.with_user(self.accountant).action_post_invoices()
        self.env.invalidate_all()
        self.assertEqual(self.payer.with_company(self.books).credit, 170.5)
        with self.assertRaises(AccessError):
            self.bill("P-2").with_user(self.telecom_agent).action_post_invoices()

    def test_a_bill_on_hold_is_disputed_in_collection_until_it_is_released(self):
        bill = self.bill()
        bill._post_bills()
        bill.with_user(self.telecom_agent).action_hold(self.reason("disputed_amount").id, note="Too much")
        dispute = bill.dispute_id
        self.assertEqual((dispute.move_id, dispute.state, dispute.amount), (bill.invoice_id, "open", 170.5))
        self.assertIn("Too much", dispute.note)
        bill.with_user(self.telecom_agent).action_release()
        self.assertEqual((dispute.state, bill.state), ("rejected", "validated"))
        self.assertFalse(bill.dispute_id)

    def test_bills_with_payments_or_without_the_setting_are_not_posted(self):
        with self.assertRaisesRegex(UserError, "before something is paid"):
            self.bill(state="sent", paid=10)._post_bills()
        bill = self.bill("P-2")
        self.books.telecom_bill_posting = "none"
        with self.assertRaisesRegex(UserError, "don't become invoices"):
            bill._post_bills()
