from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import uninstall_hook
from ..models.run import crm_grading_run_steps
from .run_common import RunCommon


class Killed(BaseException):
    """Nobody catches it, like the end of a process."""


@tagged("post_install", "-at_install")
class TestRunJob(RunCommon):
    """Large runs work in steps in the background and survive what interrupts them."""

    def setUp(self):
        super().setUp()
        self.customers = self.make_customers(7)
        self.scheme = self.simple_scheme()
        self.env["ir.config_parameter"].set_param("crm_grading.run_at_once", 1)
        self.startPatcher(patch.object(crm_grading_run_steps, "PIECE", 2))
        self.values = {"X": dict(zip(self.customers, (7, 6, 5, 4, 3, 2, 1), strict=True))}
        self.run_record = self.make_run(self.scheme)
        with self.raw(self.values):
            self.run_record.action_compute()

    def work(self, pieces=None):
        """Do pieces of the job as the worker does, all of them by default."""
        runner = self.run_record._job_runner()
        with self.raw(self.values):
            while runner.job_state in ("queued", "running") and pieces != 0:
                if runner.job_state == "queued":
                    runner._job_write({"job_state": "running"})
                runner._job_go_on(runner._job_run_step(runner.job_step, runner._job_place()))
                pieces = pieces and pieces - 1

    def test_larger_runs_wait_for_the_worker(self):
        self.assertEqual((self.run_record.state, self.run_record.job_state), ("draft", "queued"))
        with self.assertRaisesRegex(UserError, "being worked on already"):
            self.run_record.action_compute()
        with self.assertRaisesRegex(UserError, "being worked on already"):
            self.run_record.action_cancel()
        self.work()
        self.assertEqual((self.run_record.state, self.run_record.job_percent), ("computed", 100))
        self.assertEqual(self.grades(self.run_record), "BBCCCDD")
        self.assertFalse(self.work_tables())

    def test_each_piece_can_be_killed_and_begun_again(self):
        """Every piece is done twice: first it is killed at its end, and what it did is rolled back."""
        step = type(self.run_record)._job_run_step
        pieces = []

        def kill_once(run, key, cursor):
            following = step(run, key, cursor)
            if (key, str(cursor)) not in pieces:
                pieces.append((key, str(cursor)))
                raise Killed
            return following

        with patch.object(self.env.registry["crm.grading.run"], "_job_run_step", kill_once):
            while self.run_record.job_state != "done":
                try:
                    with self.env.cr.savepoint():
                        self.work(1)
                except Killed:
                    self.env.invalidate_all(flush=False)
        self.assertGreater(len(pieces), 15)
        self.assertEqual(self.grades(self.run_record), "BBCCCDD")
        self.assertEqual(len(self.results(self.run_record)), 7)
        dimensions = self.env["crm.grading.result.dimension"].search([("result_id.run_id", "=", self.run_record.id)])
        self.assertEqual(len(dimensions), 7)

    def test_a_half_computed_run_is_not_published(self):
        self.work(14)
        self.assertEqual(self.run_record.job_state, "running")
        with self.assertRaisesRegex(UserError, "not computed"):
            self.run_record.action_publish()

    def test_computing_again_can_not_be_published_half_way(self):
        self.work()
        with self.raw(self.values):
            self.run_record.action_compute()
        self.work(5)
        with self.assertRaisesRegex(UserError, "not computed"):
            self.run_record.action_publish()

    def test_work_tables_emptied_by_a_crash_are_made_again(self):
        self.work(6)
        tables = [name for name in self.work_tables() if name.endswith("_population")]
        self.env.cr.execute(SQL("TRUNCATE %s", SQL.identifier(tables[0])))
        self.work(1)
        self.assertEqual((self.run_record.job_step, self.run_record.job_cursor), ("clear", {"again": True}))
        self.work()
        self.assertEqual(self.grades(self.run_record), "BBCCCDD")

    def test_stopped_and_resumed(self):
        self.work(6)
        self.run_record.action_job_stop()
        self.assertEqual(self.run_record.job_state, "stopped")
        step = self.run_record.job_step
        self.run_record.action_job_resume()
        self.assertEqual((self.run_record.job_state, self.run_record.job_step), ("queued", step))
        self.work()
        self.assertEqual(self.grades(self.run_record), "BBCCCDD")

    def test_no_work_table_outlives_the_addon(self):
        self.work(3)
        self.assertTrue(self.work_tables())
        uninstall_hook(self.env)
        self.assertFalse(self.work_tables())
        self.env.cr.execute("SELECT to_regclass('crm_grading_run'), to_regclass('crm_customer_metrics')")
        self.assertTrue(all(self.env.cr.fetchone()))

    def test_scheme_and_period_stay_from_the_first_step_on(self):
        other = self.simple_scheme()
        for change in ({"scheme_id": other.id}, {"date_from": date(2026, 4, 1), "date_to": date(2026, 6, 30)}):
            with self.assertRaisesRegex(UserError, "Make another run"):
                self.run_record.write(change)
        self.run_record.action_job_stop()
        with self.assertRaisesRegex(UserError, "Make another run"):
            self.run_record.scheme_id = other

    def test_lost_work_tables_are_found_by_one_query(self):
        self.work(6)
        tables = self.run_record._work_tables()
        self.assertGreater(len(tables.counts), 3)
        with self.assertQueryCount(1):
            self.assertFalse(tables.lost())
        for statement in ("TRUNCATE %s", "DROP TABLE %s"):
            for what, count in tables.counts.items():
                with self.env.cr.savepoint() as savepoint:
                    self.env.cr.execute(SQL(statement, tables.name(what)))
                    self.assertEqual(tables.lost(), bool(count), (statement, what))
                    savepoint.rollback()

    def test_a_failed_run_begins_again(self):
        self.work(6)
        self.run_record._job_runner()._job_fail("Broken")
        self.assertFalse(self.work_tables())
        self.run_record.action_job_resume()
        self.work()
        self.assertEqual((self.run_record.state, self.grades(self.run_record)), ("computed", "BBCCCDD"))

    def test_a_stopped_run_is_cancelled_with_its_work(self):
        self.work(6)
        self.run_record.action_job_stop()
        self.run_record.action_cancel()
        self.assertFalse(self.work_tables())
        with self.assertRaisesRegex(UserError, "no draft any more"):
            self.run_record.action_job_resume()

    def test_work_tables_of_nobody_are_dropped(self):
        self.work(6)
        run_id = self.run_record.id
        self.env["crm.grading.run"]._gc_work_tables()
        self.assertTrue(self.work_tables())
        self.run_record._job_write({"job_state": "failed"})
        self.env.cr.execute(SQL("CREATE UNLOGGED TABLE %s (x int)", SQL.identifier(f"crm_grading_work_{run_id + 1000}_value")))
        self.env.flush_all()
        self.env["crm.grading.run"]._gc_work_tables()
        self.assertFalse(self.work_tables())
