from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestComplaintCreditApproved(MoneyCommon):
    """Credit notes come to what was approved, and a closed complaint is not based on a draft."""

    def credited(self, amount=35):
        complaint = self.leak()
        resolution = self.approve(self.submit(complaint, "credit", amount=amount))
        return complaint, resolution, resolution.sudo().credit_note_ids.with_user(self.finance)

    def heard(self, complaint):
        """The customer says that all is well."""
        complaint.callback_ids.filtered(lambda each: each.state == "planned").action_log_call("reached", received="yes", score=5)

    def test_another_amount_is_not_posted(self):
        _complaint, resolution, note = self.credited()
        self.assertEqual(note.complaint_net, 35)
        note.invoice_line_ids.price_unit = 99999
        with self.assertRaisesRegex(UserError, "35.00 before tax are approved for Complaining Customer, not"):
            note.action_post()
        with self.assertRaisesRegex(UserError, "are approved for"):
            note.write({"state": "posted"})
        self.assertFalse(resolution.done_on)
        note.invoice_line_ids.price_unit = 35
        note.action_post()
        self.assertTrue(resolution.done_on)

    def test_less_is_not_posted_either(self):
        _complaint, _resolution, note = self.credited()
        note.invoice_line_ids.price_unit = 34.99
        with self.assertRaisesRegex(UserError, "are approved for"):
            note.action_post()

    def test_another_customer_gets_nothing(self):
        _complaint, _resolution, note = self.credited()
        note.partner_id = self.make_customer("Somebody Else")
        with self.assertRaisesRegex(UserError, "are approved for Complaining Customer"):
            note.action_post()

    def test_text_account_tax_and_split_are_finances(self):
        _complaint, resolution, note = self.credited()
        line = note.invoice_line_ids
        other = (
            self.env["account.account"].search(
                [("account_type", "=", "income_other"), ("company_ids", "in", self.company.ids)], limit=1
            )
            or line.account_id.copy()
        )
        tax = self.env["account.tax"].create({"name": "Ten", "amount": 10, "type_tax_use": "sale", "company_id": self.company.id})
        line.write({"name": "As promised on the phone", "account_id": other.id, "tax_ids": [(6, 0, tax.ids)], "price_unit": 20})
        note.write({"ref": "Goodwill", "invoice_line_ids": [(0, 0, {"name": "Courier", "price_unit": 15, "tax_ids": False})]})
        note.action_post()
        self.assertEqual((note.state, note.amount_untaxed), ("posted", 35))
        self.assertTrue(resolution.done_on)

    def test_approved_amount_is_nobodys_to_write(self):
        _complaint, _resolution, note = self.credited()
        with self.assertRaises(AccessError):
            note.complaint_net = 99999
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.finance).with_context(default_complaint_net=5).copy()

    def test_refund_is_posted_as_it_came_back(self):
        resolution = self.approve(self.submit(self.leak(3), "refund"))
        self.deliver(self.transfers(resolution), self.keeper)
        note = resolution.sudo().credit_note_ids.with_user(self.finance)
        self.assertEqual(note.complaint_net, 60)
        note.invoice_line_ids.quantity = 10
        with self.assertRaisesRegex(UserError, "are approved for"):
            note.action_post()

    def test_note_set_back_is_owed_again(self):
        complaint, resolution, note = self.credited()
        note.action_post()
        self.assertEqual(complaint.state, "confirming")
        note.button_draft()
        self.assertEqual((complaint.state, resolution.done_on), ("executing", False))
        clock = complaint.env["crm.complaint.clock"].search([("complaint_id", "=", complaint.id), ("kind", "=", "resolution")])
        self.assertFalse(clock.met_on)
        note.invoice_line_ids.name = "Other words"
        note.action_post()
        self.assertEqual(complaint.state, "confirming")
        self.assertTrue(clock.met_on)

    def test_note_cancelled_is_made_again(self):
        complaint, resolution, note = self.credited()
        note.action_post()
        note.button_cancel()
        self.assertEqual((complaint.state, resolution.done_on), ("executing", False))
        resolution.with_user(self.finance).action_make_credit_note()
        again = resolution.sudo().credit_note_ids - note.sudo()
        self.assertEqual((again.state, again.amount_untaxed, again.complaint_net), ("draft", 35, 35))

    def test_note_of_a_closed_complaint_stays_posted(self):
        complaint, _resolution, note = self.credited()
        note.action_post()
        self.heard(complaint)
        self.assertEqual(complaint.state, "closed")
        for take_back in (note.button_draft, note.button_cancel, lambda: note.write({"state": "draft"})):
            with self.assertRaisesRegex(UserError, "which is closed"), self.cr.savepoint():
                take_back()
        note.invalidate_recordset()
        self.assertEqual(note.state, "posted")

    def test_note_of_an_earlier_round_keeps_it_open(self):
        complaint, _resolution, note = self.credited()
        note.action_post()
        complaint.action_reopen("Not enough")
        note.button_draft()
        self.approve(self.submit(complaint, "discount", amount=5))
        self.assertEqual(complaint.state, "confirming")
        self.heard(complaint)
        self.assertEqual(complaint.state, "confirming")
        with self.assertRaisesRegex(UserError, "is not posted"):
            complaint.action_close()
        note.action_post()
        self.heard(complaint)
        self.assertEqual(complaint.state, "closed")
