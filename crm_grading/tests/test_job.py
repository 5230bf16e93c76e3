from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models.foundation.crm_job_worker import MAX_TRIES
from .common import GradingCommon
from .parallel_common import ParallelCommon

HEIR = "crm.sales.history.import"
KEY = "test:job"
BROKEN = "Row 7 is broken."


class JobCase(GradingCommon):
    """A job of two steps on a real heir: the first one counts to three, one piece each, the second is one piece."""

    def setUp(self):
        super().setUp()
        heir = self.registry[HEIR]
        for name, function in (
            ("_job_steps", lambda job: [("count", "Counting"), ("close", "Closing")]),
            ("_job_run_step", lambda job, key, cursor: self.piece(job, key, cursor)),
            ("_job_on_done", lambda job: self.note(job, "done")),
            ("_job_on_failed", lambda job, error: self.note(job, f"failed {error}")),
        ):
            self.startPatcher(patch.object(heir, name, function))

    def piece(self, job, key, cursor):
        """Leave a trace in the database and go on."""
        self.note(job, f"{key} {cursor}")
        if key == "close":
            return None
        job._job_count((cursor or 0) + 1, 3)
        return (cursor or 0) + 1 if (cursor or 0) < 2 else None

    def note(self, job, what):
        job.env["crm.capacity.lock"]._lock_capacity([f"{KEY}:{what}"])

    def notes(self, env=None):
        """What the steps wrote, in order, without the prefix."""
        rows = (env or self.env).execute_query(SQL("SELECT key FROM crm_capacity_lock WHERE key LIKE %s ORDER BY id", f"{KEY}:%"))
        return [key.removeprefix(f"{KEY}:") for (key,) in rows]


@tagged("post_install", "-at_install", "alone")
class TestJob(JobCase):
    def setUp(self):
        super().setUp()
        self.job = self.env[HEIR].create({"filename": "sales.xlsx"})

    def test_all_steps_run_at_once_in_order(self):
        self.job._job_run_now()
        self.assertEqual(self.notes(), ["count None", "count 1", "count 2", "close None", "done"])
        self.assertEqual(self.job.job_state, "done")
        self.assertEqual(self.job.job_percent, 100.0)
        self.assertEqual(self.job.job_user_id, self.env.user)

    def test_an_error_of_a_step_is_not_caught_when_it_runs_at_once(self):
        with patch.object(type(self), "piece", side_effect=UserError("No money.")), self.assertRaisesRegex(UserError, "No money"):
            self.job._job_run_now()

    def test_progress_counts_steps_alike_and_the_share_of_the_present_one(self):
        self.job._job_start()
        self.assertEqual(self.job.job_progress()[self.job.id]["percent"], 0.0)
        self.job._job_write({"job_state": "running"})
        self.job._job_go_on(self.piece(self.job, "count", None))
        self.assertEqual(
            self.job.job_progress(),
            {
                self.job.id: {
                    "state": "running",
                    "step": "count",
                    "label": "Counting",
                    "done": 1,
                    "total": 3,
                    "percent": 16.7,
                    "error": False,
                }
            },
        )
        self.job._job_go_on(None)
        self.assertEqual(self.job.job_percent, 50.0)
        self.assertEqual(self.job.job_label, "Closing")

    def test_progress_is_for_those_who_may_read_the_record(self):
        with self.assertRaises(AccessError):
            self.job.with_user(self.salesperson).job_progress()
        self.assertIn(self.job.id, self.job.with_user(self.grading_manager).job_progress())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_progress_of_another_company_is_refused(self):
        stranger = new_test_user(
            self.env,
            "job_stranger",
            "crm_grading.group_grading_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        with self.assertRaises(AccessError):
            self.job.with_user(stranger).job_progress()

    def test_no_client_writes_the_progress(self):
        jobs = self.job.with_user(self.grading_manager)
        for vals in ({"job_state": "done"}, {"job_percent": 5, "job_cursor": 7}, {"state": "done"}, {"rows_new": 5}):
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "cannot be written directly"):
                jobs.write(vals)
        with self.assertRaisesRegex(AccessError, "cannot be written directly"):
            self.job.sudo().write({"job_error": "x"})
        with self.assertRaises(AccessError):
            jobs.create({"job_state": "done"})

    def test_defaults_of_the_context_and_copies_begin_idle(self):
        jobs = self.env[HEIR].with_user(self.grading_manager).with_context(default_job_state="done", default_state="done")
        self.assertEqual(jobs.create({}).job_state, "idle")
        self.assertEqual(jobs.create({}).state, "draft")
        self.job._job_run_now()
        self.assertEqual(self.job.copy().job_state, "idle")

    def test_the_pass_of_a_guarded_write_serves_one_write(self):
        def meddle(records, vals):
            records.write({"job_error": "meddled"})

        write = type(self.env[HEIR]).write

        def automation(records, vals):
            result = write(records, vals)
            if "job_tries" in vals:
                meddle(records, vals)
            return result

        with patch.object(self.registry[HEIR], "write", automation), self.assertRaises(AccessError):
            self.job._job_write({"job_tries": 1})

    def test_a_job_is_queued_once(self):
        self.job._job_start()
        self.assertEqual(self.job.job_state, "queued")
        with self.assertRaisesRegex(UserError, "being worked on already"):
            self.job._job_start()
        with self.assertRaisesRegex(UserError, "stop it before"):
            self.job.unlink()

    def test_a_waiting_job_stops_at_once_and_goes_on_when_asked(self):
        self.job._job_start()
        self.job.action_job_stop()
        self.assertEqual(self.job.job_state, "stopped")
        self.job.with_user(self.grading_manager).action_job_resume()
        self.assertEqual(self.job.job_state, "queued")
        with self.assertRaisesRegex(UserError, "nothing to go on with"):
            self.job.action_job_resume()

    def test_stop_and_resume_need_the_right_to_write(self):
        self.job._job_start()
        with self.assertRaises(AccessError):
            self.job.with_user(self.salesperson).action_job_stop()
        with self.assertRaises(AccessError):
            self.job.with_user(self.salesperson).action_job_resume()
        self.assertEqual(self.job.job_state, "queued")

    def test_starting_a_job_wakes_the_worker(self):
        triggers, cron = self.env["ir.cron.trigger"], self.env.ref("crm_grading.ir_cron_job_worker")
        before = triggers.search([("cron_id", "=", cron.id)])
        self.job._job_start()
        self.assertEqual(len(triggers.search([("cron_id", "=", cron.id)]) - before), 1)

    @freeze_time("2024-05-06 07:08:09")
    def test_the_cron_brings_a_job_to_its_end(self):
        self.job._job_start()
        with self.enter_registry_test_mode():
            self.env.ref("crm_grading.ir_cron_job_worker").method_direct_trigger()
        self.assertEqual(self.job.job_state, "done")
        self.assertEqual(self.notes(), ["count None", "count 1", "count 2", "close None", "done"])


@tagged("post_install", "-at_install", "alone")
class TestJobWorker(ParallelCommon, JobCase):
    """Workers with transactions of their own that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            self.job_id = env[HEIR].create({"filename": "worker test", "company_id": self.company.id}).id
            self.job(env)._job_start()

    def forget(self):
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key LIKE %s", f"{KEY}:%"))
            cr.execute(SQL("DELETE FROM crm_job_stop WHERE res_model = %s", HEIR))
            cr.execute(SQL("DELETE FROM crm_sales_history_import WHERE name = 'worker test'"))

    def job(self, env):
        return env[HEIR].browse(self.job_id)

    def advance(self, times=1):
        """Let one worker do some pieces; return what it said the last time."""
        with self.transaction() as env:
            for _time in range(times):
                result = env["crm.job.worker"]._advance(self.job(env))
            env.cr.commit()
        return result

    def seen(self, *names):
        with self.transaction() as env:
            return [self.job(env)[name] for name in names]

    def work(self):
        with self.transaction() as env:
            env["crm.job.worker"]._cron_run()

    def noted(self):
        with self.transaction() as env:
            return self.notes(env)

    def test_each_piece_is_committed_with_its_place(self):
        self.assertTrue(self.advance())
        self.assertEqual(self.seen("job_state", "job_step", "job_cursor", "job_done", "job_tries"), ["running", "count", 1, 1, 0])
        self.assertTrue(self.advance(2))
        self.assertEqual(self.seen("job_step", "job_cursor", "job_done"), ["close", False, 0])
        self.work()
        self.assertEqual(self.seen("job_state"), ["done"])
        self.assertEqual(self.noted(), ["count None", "count 1", "count 2", "close None", "done"])

    def test_a_second_worker_passes_by_what_the_first_one_holds(self):
        with self.transaction() as first:
            self.assertTrue(first["crm.job.worker"]._locked(self.job(first)))
            self.assertFalse(self.advance())
            self.assertEqual(self.noted(), [])
        self.assertTrue(self.advance())

    def test_a_killed_worker_loses_its_piece_and_the_next_goes_on(self):
        self.advance()
        with self.transaction() as killed:
            worker = killed["crm.job.worker"]
            self.assertTrue(worker._claim(self.job(killed)))
            killed.cr.commit()
            job = worker._locked(self.job(killed))
            job._job_run_step("count", 1)
            killed.cr.rollback()  # what PostgreSQL does when the connection of a killed process breaks
        self.assertEqual(self.seen("job_state", "job_cursor", "job_tries"), ["running", 1, 1])
        self.work()
        self.assertEqual(self.seen("job_state", "job_tries"), ["done", 0])
        self.assertEqual(self.noted(), ["count None", "count 1", "count 2", "close None", "done"])

    def test_a_piece_that_always_kills_its_process_is_given_up(self):
        for _time in range(MAX_TRIES):
            with self.transaction() as killed:
                self.assertTrue(killed["crm.job.worker"]._claim(self.job(killed)))
        self.assertFalse(self.advance())
        [state, error] = self.seen("job_state", "job_error")
        self.assertEqual(state, "failed")
        self.assertIn(f"Begun {MAX_TRIES} times", error)

    def test_a_stop_does_not_wait_for_the_piece_that_is_running(self):
        self.advance()
        with self.transaction() as worker:
            worker["crm.job.worker"]._locked(self.job(worker))
            with self.transaction() as user:
                self.job(user).action_job_stop()
            self.assertEqual(self.seen("job_state"), ["running"])
        self.assertFalse(self.advance())
        self.assertEqual(self.seen("job_state", "job_cursor"), ["stopped", 1])
        with self.transaction() as user:
            self.assertEqual(user["crm.job.stop"].search_count([]), 0)
            self.job(user).action_job_resume()
        self.work()
        self.assertEqual(self.noted(), ["count None", "count 1", "count 2", "close None", "done"])

    def test_a_failing_piece_leaves_its_reason_and_nothing_else(self):
        piece = self.piece

        def fail(job, key, cursor):
            piece(job, key, cursor)
            if cursor == 1:
                raise UserError(BROKEN)
            return (cursor or 0) + 1

        with patch.object(self, "piece", fail):
            self.work()
        self.assertEqual(self.seen("job_state", "job_error", "job_cursor"), ["failed", BROKEN, 1])
        self.assertEqual(self.noted(), ["count None", f"failed {BROKEN}"])
        with self.transaction() as env:
            self.job(env).action_job_resume()
        self.work()
        self.assertEqual(self.seen("job_state", "job_error"), ["done", False])
        self.assertEqual(self.noted()[2:], ["count 1", "count 2", "close None", "done"])

    @mute_logger("odoo.addons.crm_grading.models.foundation.crm_job_worker")
    def test_an_unexpected_error_fails_the_job_and_not_the_worker(self):
        with patch.object(self, "piece", side_effect=ZeroDivisionError("by nought")):
            self.work()
        [state, error] = self.seen("job_state", "job_error")
        self.assertEqual(state, "failed")
        self.assertIn("by nought", error)

    def test_a_lost_race_is_tried_again(self):
        piece, losses = self.piece, [1, 1]

        def lose(job, key, cursor):
            result = piece(job, key, cursor)
            if losses:
                losses.pop()
                raise SerializationFailure
            return result

        with patch.object(self, "piece", lose), patch("time.sleep"):
            self.work()
        self.assertEqual(self.seen("job_state"), ["done"])
        self.assertEqual(self.noted(), ["count None", "count 1", "count 2", "close None", "done"])

    def test_a_race_that_is_always_lost_fails_at_last(self):
        with patch.object(self, "piece", side_effect=SerializationFailure), patch("time.sleep"):
            self.work()
        self.assertEqual(self.seen("job_state"), ["failed"])

    def test_a_job_that_was_deleted_is_passed_by(self):
        with self.transaction() as env:
            job = self.job(env)
            with self.registry.cursor() as cr:
                cr.execute(SQL("DELETE FROM crm_sales_history_import WHERE id = %s", self.job_id))
            self.assertFalse(env["crm.job.worker"]._advance(job))
