"""Stop a server in the middle of its work: hold it up at a known place, kill it, and wake the next one."""

import contextlib
import os
import signal
import time

import pytest

from tests.support.server import Database

PATIENCE = 120  # seconds


@contextlib.contextmanager
def writers_wait(database, statement, values=None):
    """Whoever needs what a statement locks waits; yields a function that waits until somebody does."""
    with contextlib.closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)

        def somebody_waits():
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end:
                if database.query("SELECT 1 FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [
                    connection.info.backend_pid
                ]):
                    return
                time.sleep(0.1)
            pytest.fail(f"nobody waited for {statement} within {PATIENCE} s")

        yield somebody_waits


def kill(server):
    """SIGKILL, as a crash would."""
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.1)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(server.pid, os.WNOHANG)


def let_a_minute_pass(database):
    """The worker looks for what a dead one has left behind each minute."""
    database.query(
        "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE id = (SELECT res_id FROM ir_model_data"
        " WHERE module = 'crm_grading' AND name = 'ir_cron_job_worker')"
    )


def wake_servers_of(database):
    """Send them what Odoo sends for a new job; by themselves they look after their database only each minute."""
    Database("postgres").query("SELECT pg_notify('cron_trigger', %s)", [database.name])
