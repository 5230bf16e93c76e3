from unittest.mock import patch

from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestQueryCount(CreditCheckCommon):
    """What the check costs, as queries more than the same confirmation without it."""

    def _queries(self, mode, amount, orders=1):
        self.company.credit_check_confirm = mode
        batch = self._orders(*[amount] * orders)
        self.env.flush_all()
        self.env.invalidate_all()
        batch = batch.with_user(self.seller)
        before = self.cr.sql_log_count
        batch.action_confirm()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_cost_of_the_check(self):
        self._set_limit(self.customer, 1e6)
        for mode in ("off", "block"):  # warm the caches
            self._queries(mode, 1.0)
        without = self._queries("off", 1.0)
        self.assertLessEqual(self._queries("block", 1.0) - without, 6, "a clear order")
        self.assertLessEqual(self._queries("block", 1.0, 10) - self._queries("off", 1.0, 10), 6, "per batch")
        self._set_limit(self.customer, 0.5)
        for mode in ("off", "block"):
            self._queries(mode, 1.0)
        self.assertLessEqual(self._queries("block", 1.0) - without, 15, "a held order")
        self.assertLessEqual(self._queries("block", 1.0, 10) - self._queries("off", 1.0, 10), 15, "held orders per batch")

    def test_clear_orders_with_everything_on(self):
        """Against a confirmation without any of it, not even the look-up of policies."""
        self._everything_on()
        for mode in ("off", "block"):
            self._queries(mode, 1.0)
        for orders in (1, 10):
            check = type(self.env["crm.credit.check"])
            with patch.object(check, "_credit_check", lambda *args, **kwargs: {}):
                without = self._queries("block", 1.0, orders)
            self.assertLessEqual(self._queries("block", 1.0, orders) - without, 6, f"{orders} orders")

    def _everything_on(self):
        """A member of a group with a class, a policy, a temporary limit and a security."""
        self.company.write({"credit_overdue_rule": True, "credit_tolerance": 5})
        today = self.company._business_today()
        risk = self.env["crm.credit.class"]._class_of_score(100, self.company)
        risk.policy_id = self.env["crm.credit.policy"].create({"name": "Strict", "company_id": self.company.id})
        head = self._set_limit(self.env["res.partner"].create({"name": "Holding", "is_company": True}), 1e6)
        account = self._set_limit(self.customer, 1e6, class_id=risk.id, group_account_id=head.id)
        security = self.env["crm.credit.security"].create({"account_id": account.id, "reference": "G", "amount": 10})
        security.with_user(self.manager).action_accept()
        self.env["crm.credit.temporary.limit"].create(
            {"account_id": account.id, "amount": 10, "date_from": today, "date_to": today, "reason": "Fair"}
        )
