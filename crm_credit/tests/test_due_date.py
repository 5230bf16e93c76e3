from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDueDate(CollectionCommon):
    """Overdue invoices are put off by credit officers only, and the histories tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(300.0, due=-20)
        cls.env["crm.credit.case"]._collect(cls.company)
        cls.accounting_officer = cls._user(
            "due_date_officer", "crm_credit.group_credit_officer,account.group_account_invoice"
        )
        cls.late = cls.today + timedelta(days=30)

    def _item(self, user):
        items = self.invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return items.with_user(user)

    def _overdue(self):
        return self._row()["overdue"]

    def _refused(self, change):
        with self.assertRaisesRegex(AccessError, self.invoice.name), self.env.cr.savepoint():
            change()
        self.env.invalidate_all()
        self.assertEqual((self._overdue(), self.invoice.state), (300.0, "posted"))

    def test_accountants_do_not_put_off_what_is_overdue(self):
        self._refused(lambda: self._item(self.accountant).write({"date_maturity": self.late}))
        self._refused(lambda: self.invoice.with_user(self.accountant).write({"invoice_date_due": self.late}))

    def test_officers_do_and_the_histories_tell(self):
        case = self._case()
        self._item(self.accounting_officer).write({"date_maturity": self.late})
        self.assertEqual((self._overdue(), case.state), (0.0, "closed"))
        for record in (self.invoice, case):
            told = record.message_ids.filtered(lambda message: "20" in (message.body or "") and "300.00" in message.body)
            self.assertEqual(told.author_id, self.accounting_officer.partner_id)

    def test_the_form_of_the_invoice_is_the_same_door(self):
        self.invoice.with_user(self.accounting_officer).write({"invoice_date_due": self.late})
        self.assertEqual((self._item(self.officer).date_maturity, self._overdue()), (self.late, 0.0))

    def test_a_company_may_leave_it_to_accountants(self):
        self.company.credit_guard_due_dates = False
        case = self._case()
        self._item(self.accountant).write({"date_maturity": self.late})
        self.assertIn(self.accountant.partner_id, case.message_ids.author_id)

    def test_what_is_not_due_yet_or_falls_due_earlier_is_free(self):
        fresh = self._invoice(100.0, due=5)
        line = fresh.line_ids.filtered(lambda line: line.account_type == "asset_receivable").with_user(self.accountant)
        messages = len(fresh.message_ids)
        line.write({"date_maturity": self.late})
        self._item(self.accountant).write({"date_maturity": self.today - timedelta(days=40)})
        self.assertEqual(self._case().oldest_days, 40)
        told = fresh.message_ids[: len(fresh.message_ids) - messages].mapped("body")
        self.assertFalse([body for body in told if "overdue" in body])

    def test_draft_is_no_way_round(self):
        own = self.invoice.with_user(self.accountant)
        own.button_draft()
        own.invoice_date_due = self.late
        with self.assertRaisesRegex(AccessError, self.invoice.name), self.env.cr.savepoint():
            own.action_post()
        self.env.invalidate_all()
        self.assertEqual(self.invoice.state, "draft")
        self.invoice.with_user(self.accounting_officer).action_post()
        self.assertEqual((self.invoice.state, self.invoice.credit_overdue_since, self._overdue()), ("posted", False, 0.0))

    def test_a_draft_that_keeps_its_day_is_posted_again(self):
        own = self.invoice.with_user(self.accountant)
        own.button_draft()
        own.invoice_line_ids.price_unit = 250.0
        own.action_post()
        self.assertEqual(self._overdue(), 250.0)

    def test_the_memory_cannot_be_written(self):
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.accountant).write({"credit_overdue_since": False})
