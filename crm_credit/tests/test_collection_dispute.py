from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDispute(CollectionCommon):
    def _lines(self):
        return dict(self.env.execute_query(self.env["crm.credit.dispute"]._disputed_lines_query()))

    def _receivable(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def test_all_that_is_open_by_default(self):
        invoice = self._invoice(300.0, due=-15)
        self._pay(invoice, 100.0)
        dispute = self._dispute(invoice)
        self.assertEqual((dispute.amount, dispute.partner_id, dispute.company_id), (200.0, self.customer, self.company))
        self.assertEqual(float(self._lines()[self._receivable(invoice).id]), 200.0)

    def test_instalments_due_first_are_disputed_first(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 10}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 20}),
                ],
            }
        )
        invoice = self._invoice(300.0, due=-30, invoice_payment_term_id=term.id, invoice_date_due=False)
        self._dispute(invoice, 200.0)
        first, second = self._receivable(invoice).sorted("date_maturity")
        lines = self._lines()
        self.assertEqual((float(lines[first.id]), float(lines[second.id])), (150.0, 50.0))

    def test_one_open_dispute_an_invoice(self):
        invoice = self._invoice(300.0, due=-15)
        self._dispute(invoice)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._dispute(invoice)

    def test_what_cannot_be_disputed(self):
        with self.assertRaisesRegex(ValidationError, "no posted customer invoice"):
            self._dispute(self._invoice(300.0, post=False), 10.0)
        with self.assertRaisesRegex(ValidationError, "More than the total"):
            self._dispute(self._invoice(300.0), 300.01)

    def test_a_dispute_stays_with_its_invoice(self):
        invoice = self._invoice(300.0, due=-15)
        dispute = self._dispute(invoice)
        with self.assertRaisesRegex(UserError, "stays with its invoice"):
            dispute.with_user(self.officer).move_id = self._invoice(300.0, due=-15, partner=self.other)
        dispute.with_user(self.officer).write({"move_id": invoice.id, "amount": 10.0})
        self.assertEqual(dispute.amount, 10.0)

    def test_accepted_stays_out_until_the_credit_note_is_posted(self):
        invoice = self._invoice(300.0, due=-15)
        dispute = self._dispute(invoice, 100.0)
        dispute.with_user(self.accountant).action_accept()
        self.assertEqual(dispute.decided_by_id, self.accountant)
        self.assertEqual(float(self._lines()[self._receivable(invoice).id]), 100.0)
        refund = self._invoice(100.0, kind="out_refund", post=False, reversed_entry_id=invoice.id)
        self.assertEqual(dispute.credit_note_id, refund)
        refund.action_post()
        self.assertNotIn(self._receivable(invoice).id, self._lines())

    def test_rejected_is_dunned_again(self):
        invoice = self._invoice(300.0, due=-15)
        dispute = self._dispute(invoice)
        self.assertEqual((self._case().amount, self._case().disputed, self._case().priority), (300.0, 300.0, 0.0))
        dispute.with_user(self.officer).action_reject()
        self.assertFalse(self._lines())
        self.assertEqual(self._case().disputed, 0.0)
        with self.assertRaisesRegex(UserError, "is decided"):
            dispute.with_user(self.officer).action_accept()
        with self.assertRaisesRegex(UserError, "open a new one"):
            dispute.with_user(self.officer).amount = 5.0

    def test_rights(self):
        invoice = self._invoice(300.0, due=-15)
        dispute = self._dispute(invoice)
        for vals in ({"state": "accepted"}, {"decided_by_id": self.officer.id}):
            with self.assertRaises(AccessError):
                dispute.with_user(self.officer).write(vals)
        with self.assertRaises(AccessError):
            dispute.with_user(self.seller).action_accept()
        with self.assertRaises(AccessError):
            self.env["crm.credit.dispute"].with_user(self.seller).create({"move_id": invoice.id, "reason_id": self.reason.id})
        self.assertEqual(dispute.with_user(self.seller).amount, 300.0)

    def test_a_dispute_lifts_the_stop_of_supply(self):
        self.plan.step_rule = "days"
        invoice = self._invoice(300.0, due=-35)
        self._run()
        account = self.env["crm.credit.account"]._for_customers(self.customer, self.company)
        self.assertEqual(account.status, "hold")
        self._dispute(invoice)
        self.assertEqual(account.status, "normal")

    def test_the_overdue_rule_leaves_disputes_out_where_the_settings_say_so(self):
        self.company.write({"credit_overdue_days": 5, "credit_skip_disputed": True})
        invoice = self._invoice(300.0, due=-15)
        self._invoice(40.0, due=-15)
        dispute = self._dispute(invoice, 100.0)
        self.assertRow(overdue=340.0, disputed=100.0, overdue_late=240.0)
        self.company.credit_skip_disputed = False
        self.assertRow(overdue=340.0, disputed=100.0, overdue_late=340.0)
        self.company.credit_skip_disputed = True
        dispute.with_user(self.officer).action_reject()
        self.assertRow(overdue=340.0, disputed=0.0, overdue_late=340.0)
