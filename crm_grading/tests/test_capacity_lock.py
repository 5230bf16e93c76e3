import threading
from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import GradingCommon
from .parallel_common import ParallelCommon

KEY = "concurrent:lock"


@tagged("post_install", "-at_install")
class TestCapacityLock(GradingCommon):
    def taken(self):
        """Return {key: how often it was taken} of the locks of these tests."""
        query = SQL("SELECT key, seq FROM crm_capacity_lock WHERE key LIKE 'test:%%'")
        return dict(self.env.execute_query(query))

    def test_each_call_counts_once_for_a_key(self):
        locks = self.env["crm.capacity.lock"]
        locks._lock_capacity(["test:b", "test:a", "test:b"])
        self.assertEqual(self.taken(), {"test:a": 1, "test:b": 1})
        locks._lock_capacity(iter(["test:a"]))
        self.assertEqual(self.taken(), {"test:a": 2, "test:b": 1})

    def test_nothing_to_lock_runs_no_statement(self):
        with self.assertQueryCount(0):
            self.env["crm.capacity.lock"]._lock_capacity([])
        self.assertEqual(self.taken(), {})

    def test_keys_are_locked_sorted_in_one_statement(self):
        statements = []
        execute = self.env.cr.execute

        def spy(query, *args, **kwargs):
            statements.append(query)
            return execute(query, *args, **kwargs)

        with patch.object(self.env.cr, "execute", spy):
            self.env["crm.capacity.lock"]._lock_capacity(["test:c", "test:a", "test:b"])
        self.assertEqual(len(statements), 1)
        self.assertEqual(statements[0].params, [["test:a", "test:b", "test:c"]])
        rows = self.env.execute_query(
            SQL("SELECT key FROM crm_capacity_lock WHERE key LIKE 'test:%%' ORDER BY id")
        )
        self.assertEqual([key for (key,) in rows], ["test:a", "test:b", "test:c"])

    def test_the_key_is_unique_in_the_database(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT indisunique FROM pg_index WHERE indexrelid = %s::regclass",
                "crm_capacity_lock_key_uniq",
            )
        )
        self.assertEqual(rows, [(True,)])

    def test_a_user_reaches_no_lock(self):
        locks = self.env["crm.capacity.lock"].with_user(self.grading_manager)
        with self.assertRaises(AccessError):
            locks.search([])
        with self.assertRaises(AccessError):
            locks.with_user(self.env.ref("base.user_admin")).create({"key": "test:rpc"})

    def test_code_of_a_plain_user_takes_locks(self):
        locks = self.env["crm.capacity.lock"].with_user(self.salesperson)
        locks._lock_capacity(["test:plain"])
        self.assertEqual(self.taken(), {"test:plain": 1})


@tagged("post_install", "-at_install")
class TestCapacityLockConcurrency(ParallelCommon, GradingCommon):
    """Two transactions that really commit, on cursors of their own."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)

    def forget(self):
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key LIKE %s", f"{KEY}%"))

    def lock(self, env, *keys):
        env["crm.capacity.lock"]._lock_capacity(keys or [KEY])

    def read_something(self, env):
        """Take the snapshot of the transaction."""
        env.cr.execute("SELECT count(*) FROM crm_capacity_lock")

    def test_a_stale_snapshot_fails_on_a_new_key(self):
        self.assert_stale_snapshot_fails()

    def test_a_stale_snapshot_fails_on_a_known_key(self):
        with self.transaction() as env:
            self.lock(env)
        self.assert_stale_snapshot_fails()

    def assert_stale_snapshot_fails(self):
        """The loser read before the winner committed: it must not come through."""
        with self.transaction() as loser:
            self.read_something(loser)
            with self.transaction() as winner:
                self.lock(winner)
            with self.begins_again(loser):
                self.lock(loser)
            self.lock(loser)

    def test_who_waits_for_a_lock_fails_when_it_is_released(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.lock(winner)
            self.assert_waits_and_fails(winner, waiter, self.lock)

    def test_other_keys_do_not_disturb(self):
        with self.transaction() as second:
            self.read_something(second)
            with self.transaction() as first:
                self.lock(first, f"{KEY}:1")
            self.lock(second, f"{KEY}:2")

    def test_keys_given_in_any_order_never_deadlock(self):
        with self.transaction() as env:
            self.lock(env, f"{KEY}:1", f"{KEY}:2")
        failures = []

        def take(env, keys):
            for _round in range(20):
                try:
                    self.lock(env, *keys)
                    env.cr.commit()
                except SerializationFailure:
                    env.cr.rollback()
                except OperationalError as error:
                    failures.append(error)
                    env.cr.rollback()

        ways = [(f"{KEY}:1", f"{KEY}:2"), (f"{KEY}:2", f"{KEY}:1")]
        with self.transaction() as one, self.transaction() as two:
            threads = [
                threading.Thread(target=take, args=pair)
                for pair in zip((one, two), ways, strict=True)
            ]
            with mute_logger("odoo.sql_db"):
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(30)
        self.assertEqual(failures, [])
