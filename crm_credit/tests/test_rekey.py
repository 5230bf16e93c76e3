from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestRekey(ExposureCommon):
    """Accounts go with their customer when it is merged into another or becomes its contact."""

    def _merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"]._merge((source | target).ids, target)

    def _accounts(self, partner):
        return self.env["crm.credit.account"].search([("partner_id", "=", partner.id)])

    def test_account_moves(self):
        account = self._account(amount=500, status="watch", note="Ask for Ms Li")
        self._order(self._line(2))
        self._merge(self.customer, self.other)
        self.assertFalse(self.customer.exists())
        self.assertEqual(self._accounts(self.other), account)
        self.assertRow(self.other, limit_amount=500.0, available=300.0, status="watch")
        self.assertEqual((self.other.credit_limit, self.contact.credit_limit), (500.0, 500.0))
        self.assertIn("Dealer One", account.message_ids[0].body)

    def test_two_accounts_are_joined(self):
        """The limit of the remaining customer, the stricter status, both limits told, history and notes kept."""
        source = self._account(amount=500, status="hold", note="Of one", officer_id=self.env.user.id)
        source.message_post(body="Promised to pay")
        target = self._account(self.other, amount=800, status="watch", note="Of two")
        self._merge(self.customer, self.other)
        self.assertFalse(source.exists())
        self.assertEqual((target.limit_mode, target.limit_amount, target.status), ("limited", 800.0, "hold"))
        self.assertEqual(target.officer_id, self.env.user)
        self.assertIn("Of one", target.note)
        self.assertIn("Of two", target.note)
        bodies = " ".join(target.message_ids.mapped("body"))
        for text in ("500.00", "800.00", "Promised to pay", "On hold"):
            self.assertIn(text, bodies)
        self.assertEqual(self.other.credit_limit, 800.0)

    def test_limit_of_the_source_when_the_target_has_the_default(self):
        self._account(amount=500)
        target = self._account(self.other, mode="default", status="blocked")
        self._merge(self.customer, self.other)
        self.assertEqual((target.limit_mode, target.limit_amount, target.status), ("limited", 500.0, "blocked"))

    def test_explicitly_unlimited_target_stays_unlimited(self):
        """Odoo's merge takes the source's `credit_limit` when the target's is zero; the account doesn't follow."""
        self._account(amount=500)
        target = self._account(self.other, mode="unlimited")
        self._merge(self.customer, self.other)
        self.assertEqual((target.limit_mode, self.other.credit_limit), ("unlimited", 0.0))

    def test_each_company_by_itself(self):
        second = self.env["res.company"].create({"name": "Second"})
        self._account(amount=500)
        self._account(amount=90, company=second)
        self._account(self.other, amount=800)
        self._merge(self.customer, self.other)
        self.assertEqual(
            {account.company_id: account.limit_amount for account in self._accounts(self.other)},
            {self.company: 800.0, second: 90.0},
        )

    def test_customer_that_becomes_a_contact(self):
        account = self._account(amount=500)
        self.customer.write({"is_company": False, "parent_id": self.other.id})
        self.assertEqual(self._accounts(self.other), account)
        self.assertEqual((self.other.credit_limit, self.customer.credit_limit), (500.0, 500.0))

    def test_without_accounts_nothing_is_made(self):
        self._merge(self.customer, self.other)
        self.assertFalse(self._accounts(self.other))

    def test_both_customers_are_locked(self):
        self._account(amount=500)
        keys = self.env["crm.credit.account"]._capacity_keys(self.customer | self.other, self.company)
        self._merge(self.customer, self.other)
        self.cr.execute("SELECT count(*) FROM crm_capacity_lock WHERE key = ANY(%s)", [keys])
        self.assertEqual(self.cr.fetchone()[0], 2)
