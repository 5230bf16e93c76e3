from odoo.exceptions import UserError
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestHostileInvoice(ExposureCommon):
    """An accountant who wants a debt to leave the customer's exposure."""

    def test_a_posted_receivable_keeps_its_debtor(self):
        invoice = self._invoice(500.0)
        clerk = self._user("hostile_clerk", "account.group_account_invoice")
        friend = self._customer("Friend")
        contact = self.env["res.partner"].create({"name": "Contact of One", "parent_id": self.customer.id})
        receivable = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        for partner in (friend.id, False):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                receivable.with_user(clerk).write({"partner_id": partner})
        receivable.with_user(clerk).write({"partner_id": contact.id})
        self.env.flush_all()
        self.assertRow(receivable=500.0)

    def test_other_lines_and_drafts_may_change(self):
        friend = self._customer("Friend")
        posted, draft = self._invoice(500.0), self._invoice(200.0, post=False)
        posted.line_ids.filtered(lambda line: line.account_type != "asset_receivable").write({"partner_id": friend.id})
        draft.partner_id = friend
        draft.action_post()
        self.assertEqual(draft.line_ids.partner_id, friend)
