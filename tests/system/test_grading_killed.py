"""A server that is killed while it grades leaves nothing half done, and the next one goes on."""

import contextlib
import threading
import time

import pytest

from tests.bench.inside_odoo import call
from tests.support.killing import kill, let_a_minute_pass, wake_servers_of, writers_wait
from tests.support.rpc import Web
from tests.support.server import new_database, running_server

CUSTOMERS = 1_500
PATIENCE = 120  # seconds
RESULTS = """
SELECT count(*), count(*) FILTER (WHERE status = 'rated'),
       md5(string_agg(concat_ws('|', partner_id, status, reason, total, coverage, rank, rank_high, size, computed_grade_id,
                                final_grade_id, detail), '/' ORDER BY partner_id))
  FROM crm_grading_result WHERE run_id = %s
"""
DIMENSIONS = """
SELECT count(*), md5(string_agg(concat_ws('|', partner_id, dimension_id, score, grade_id, part.coverage), '/'
                                ORDER BY partner_id, dimension_id))
  FROM crm_grading_result_dimension part JOIN crm_grading_result result ON result.id = part.result_id WHERE run_id = %s
"""


@pytest.fixture(scope="module")
def world():
    """One database with trade, and a run that nobody disturbed."""
    with new_database() as database:
        made = call(database, "tests.bench.grading.prepare", size=CUSTOMERS, runs=6)
        made["undisturbed"], *made["runs"] = made["runs"]
        with running_server(database) as server:
            manager(database, server).call("crm.grading.run", "action_compute", [made["undisturbed"]])
            wait_for(database, made["undisturbed"])
        made["digest"] = digest(database, made["undisturbed"])
        assert made["digest"][0][0] == CUSTOMERS and made["digest"][0][1] > 100
        yield database, made


def manager(database, server):
    return Web(server.url, database.name, "publisher", "publisher-pw")


def digest(database, run):
    return database.query(RESULTS, [run]) + database.query(DIMENSIONS, [run])


def wait_for(database, run, wanted="done", meanwhile=lambda: None):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        [(state, step, error)] = database.query(
            "SELECT job_state, job_step, job_error FROM crm_grading_run WHERE id = %s", [run]
        )
        if state == wanted:
            return
        assert state != "failed", error
        meanwhile()
        time.sleep(0.1)
    pytest.fail(f"the run is {state} in step {step}, not {wanted}, after {PATIENCE} s")


def held_up(database, table):
    """Whoever writes to the table waits."""
    return writers_wait(database, f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


@pytest.mark.parametrize("table", ["crm_grading_peer_group", "crm_grading_result", "crm_grading_result_dimension"])
def test_killed_while_it_computes_the_next_server_goes_on(world, table):
    database, made = world
    run = made["runs"].pop()
    with running_server(database) as server, held_up(database, table) as somebody_waits:
        manager(database, server).call("crm.grading.run", "action_compute", [run])
        somebody_waits()
        kill(server)
    [(state,)] = database.query("SELECT state FROM crm_grading_run WHERE id = %s", [run])
    assert state == "draft"
    let_a_minute_pass(database)
    with running_server(database):
        wait_for(database, run, meanwhile=lambda: wake_servers_of(database))
    assert digest(database, run) == made["digest"]
    assert not database.query("SELECT 1 FROM pg_class WHERE relname LIKE %s", [f"crm_grading_work_{run}_%"])


def test_killed_while_it_publishes_no_grade_has_changed(world):
    database, made = world
    run = made["undisturbed"]
    standings = "SELECT count(*) FROM crm_grading_standing"
    with running_server(database) as server, held_up(database, "crm_grading_standing") as somebody_waits:
        session = manager(database, server)
        request = threading.Thread(target=suppressed, args=(session.call, "crm.grading.run", "action_publish", [run]))
        request.start()
        somebody_waits()
        kill(server)
        request.join()
    assert database.query("SELECT state FROM crm_grading_run WHERE id = %s", [run]) == [("computed",)]
    assert database.query(standings) == [(0,)]
    with running_server(database) as server:
        manager(database, server).call("crm.grading.run", "action_publish", [run])
    assert database.query("SELECT state FROM crm_grading_run WHERE id = %s", [run]) == [("published",)]
    [(count,)] = database.query(standings)
    assert count > 100


def suppressed(function, *arguments):
    """Call a function whose server is killed meanwhile."""
    with contextlib.suppress(OSError):
        function(*arguments)
