from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


class ParallelCommon:
    """Transactions that really commit, beside that of the test, which therefore has to take away what they leave behind."""

    transaction_context = {}

    @contextmanager
    def transaction(self, user_id=SUPERUSER_ID):
        """Open a real transaction; yield its environment; commit, or roll back on an error."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, self.transaction_context)

    def wait_until_blocked(self, pid):
        """Wait until the PostgreSQL backend of another transaction waits for a lock."""
        with self.registry.cursor() as cr:
            for _attempt in range(500):
                cr.execute(SQL("SELECT cardinality(pg_blocking_pids(%s))", pid))
                if cr.fetchone()[0]:
                    return
                cr.execute("SELECT pg_sleep(0.02)")
        self.fail("The second transaction was expected to wait for the lock.")
