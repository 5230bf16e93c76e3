from odoo.exceptions import AccessError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestHoldOfOwnCustomer(CreditCheckCommon):
    """Nobody lifts the hold of an own customer by its status, as nobody releases own documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._set_limit(cls.customer, 1000.0, status="hold")
        cls.customer.user_id = cls.officer

    def _lift(self, user=None, account=None):
        (account or self.account).with_user(user or self.officer).status = "normal"

    def _refused(self, account=None):
        with self.assertRaisesRegex(AccessError, "another credit officer"), self.env.cr.savepoint():
            self._lift(account=account)

    def test_the_salesperson_does_not_another_officer_does(self):
        self._refused()
        self._lift(self.manager)
        self.assertEqual(self.account.status, "normal")

    def test_neither_from_blocked_to_hold(self):
        self.account.status = "blocked"
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.account.with_user(self.officer).status = "hold"

    def test_stricter_is_free(self):
        self.account.with_user(self.officer).status = "blocked"
        self.account.status = "watch"
        self._lift()
        self.assertEqual(self.account.status, "normal")

    def test_giving_the_customer_away_does_not_help(self):
        order = self._held_order(100.0, user=self.officer)
        self.customer.user_id = self.seller
        self._refused()
        order.action_cancel()
        self._lift()
        self.assertEqual(self.account.status, "normal")

    def test_members_of_the_group_count(self):
        head = self._set_limit(self.env["res.partner"].create({"name": "Head", "is_company": True}), 5000.0, status="hold")
        self.account.group_account_id = head
        self._refused(head)

    def test_small_companies_may_allow_it(self):
        self.company.credit_self_release = True
        self._lift()
        self.assertIn("own salesperson", "".join(self.account.message_ids.mapped("body")))
