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
