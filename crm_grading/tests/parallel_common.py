import threading
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, mute_logger


class ParallelCommon:
    """Transactions that really commit, beside that of the test, which therefore has to take away what they leave behind."""

    transaction_context = {}

    @contextmanager
    def transaction(self, user_id=SUPERUSER_ID):
        """Open a real transaction; yield its environment; commit, or roll back on an error."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, self.transaction_context)

    @contextmanager
    def begins_again(self, env):
        """Expect that a transaction fails because another one was first; as Odoo has it do, it then begins on fresh figures."""
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            yield
        env.cr.rollback()
        env.invalidate_all()

    def assert_waits_and_fails(self, winner, waiter, action):
        """Assert that something waits for a lock of a transaction, and fails when that commits; then it may begin again.

        :param winner: environment that holds the lock
        :param waiter: environment of another transaction, which is rolled back
        :param action: called with ``waiter`` in a thread of its own
        """
        outcome = []

        def lose():
            try:
                action(waiter)
            except SerializationFailure as error:
                outcome.append(error)

        [(pid,)] = waiter.execute_query(SQL("SELECT pg_backend_pid()"))
        thread = threading.Thread(target=lose)
        with mute_logger("odoo.sql_db"):
            thread.start()
            self._wait_until_blocked(pid)
            winner.cr.commit()
            thread.join(10)
        waiter.cr.rollback()
        waiter.invalidate_all()
        self.assertEqual(len(outcome), 1)

    def _wait_until_blocked(self, pid):
        """Wait until the PostgreSQL backend of another transaction waits for a lock."""
        with self.registry.cursor() as cr:
            for _attempt in range(500):
                cr.execute(SQL("SELECT cardinality(pg_blocking_pids(%s))", pid))
                if cr.fetchone()[0]:
                    return
                cr.execute("SELECT pg_sleep(0.02)")
        self.fail("The second transaction was expected to wait for the lock.")
