"""A server that is killed while it sends dunning letters, and two that send at once: nobody is reminded twice."""

import contextlib
import itertools
import time

import pytest

from tests.bench.dunning import COLLECTOR
from tests.bench.inside_odoo import call
from tests.support.killing import kill, let_a_minute_pass, wake_servers_of, writers_wait
from tests.support.rpc import RpcError, Web
from tests.support.server import new_database, running_server

CUSTOMERS = 450  # more than two pieces
PATIENCE = 180  # seconds
LETTERS = """
SELECT letter.partner_id, letter.state, letter.amount, level.days_overdue, letter.recipient_id, count(mail.id)
  FROM crm_credit_dunning_letter letter
  LEFT JOIN crm_credit_dunning_level level ON level.id = letter.level_id
  LEFT JOIN mail_mail mail ON mail.id = letter.mail_id
 WHERE letter.state IN ('sent', 'called')
 GROUP BY letter.id, level.id ORDER BY 1
"""
# Mails to customers: Odoo writes to whoever logs in, too.
MAILS = """
SELECT count(DISTINCT sent.mail_mail_id), count(*), count(DISTINCT sent.res_partner_id)
  FROM mail_mail_res_partner_rel sent JOIN res_partner customer ON customer.id = sent.res_partner_id
 WHERE customer.email LIKE 'late%%@example.com'
"""
TRACES = """
SELECT
       (SELECT count(*) FROM crm_credit_dunning_item WHERE sent AND raised),
       (SELECT count(*) FROM crm_credit_case WHERE state = 'open'),
       (SELECT count(*) FROM mail_activity WHERE res_model = 'crm.credit.case'),
       (SELECT count(*) FROM crm_credit_account WHERE status = 'hold')
"""


@pytest.fixture(scope="module")
def world():
    """A database with overdue customers and two runs, never touched, to be copied."""
    with new_database() as database:
        made = call(database, "tests.bench.dunning.fill", size=CUSTOMERS, runs=2)
        yield database, made["runs"]


@pytest.fixture(scope="module")
def undisturbed(world):
    """What is in the database after a run that nobody disturbed."""
    original, (run, _other) = world
    with new_database(original.name) as database:
        with running_server(database) as server:
            propose(database, server, run)
            collector(database, server).call("crm.credit.dunning.run", "action_send", [run])
            wait_for(database, run)
        found = digest(database)
    letters, mails, [traces] = found
    assert len(letters) == CUSTOMERS and mails == [(CUSTOMERS, CUSTOMERS, CUSTOMERS)]
    assert all(traces)
    assert all(row[-1] == 1 for row in letters)
    return found


@pytest.fixture
def database(world):
    """A copy with the run proposed by nobody yet."""
    with new_database(world[0].name) as made:
        yield made


def collector(database, server):
    return Web(server.url, database.name, COLLECTOR, f"{COLLECTOR}-pw")


def propose(database, server, *runs):
    collector(database, server).call("crm.credit.dunning.run", "action_propose", list(runs))
    for run in runs:
        wait_for(database, run, "proposed")


def digest(database):
    return database.query(LETTERS), database.query(MAILS), database.query(TRACES)


def sent(database):
    [(count,)] = database.query("SELECT count(*) FROM crm_credit_dunning_letter WHERE state IN ('sent', 'called')")
    return count


def wait_for(database, run, wanted="done", meanwhile=lambda: None):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        [(state, job, error)] = database.query(
            "SELECT state, job_state, job_error FROM crm_credit_dunning_run WHERE id = %s", [run]
        )
        if state == wanted:
            return
        assert job != "failed", error
        meanwhile()
        time.sleep(0.1)
    pytest.fail(f"the run is {state}, its job {job}, not {wanted}, after {PATIENCE} s")


def letter_after(database, run, number):
    """:return: the recipient of the letter that is the ``number``-th to be sent"""
    [(recipient,)] = database.query(
        "SELECT recipient_id FROM crm_credit_dunning_letter WHERE run_id = %s ORDER BY id LIMIT 1 OFFSET %s", [run, number]
    )
    return recipient


# What is locked so that the sending stops there, and how many letters have been sent then: in the middle of the mails of the
# second piece, after the mails of the first.
HOLD_UPS = {
    "mails of the second piece": ("SELECT FROM res_partner WHERE id = %(recipient)s FOR UPDATE", 200),
    "after the mails of the first": ("LOCK TABLE crm_credit_case IN SHARE ROW EXCLUSIVE MODE", 0),
}


@pytest.mark.parametrize("place", HOLD_UPS)
def test_killed_while_it_sends_the_next_server_goes_on(world, undisturbed, database, place):
    _original, (run, _other) = world
    statement, before = HOLD_UPS[place]
    with running_server(database) as server:
        propose(database, server, run)
        values = {"recipient": letter_after(database, run, 300)}
        with writers_wait(database, statement, values) as somebody_waits:
            collector(database, server).call("crm.credit.dunning.run", "action_send", [run])
            somebody_waits()
            kill(server)
    assert sent(database) == before
    assert database.query(MAILS) == [(before, before, before)]
    let_a_minute_pass(database)
    with running_server(database):
        wait_for(database, run, meanwhile=lambda: wake_servers_of(database))
    assert digest(database) == undisturbed


def test_two_servers_and_two_runs_at_once_send_one_letter_each(world, undisturbed, database):
    _original, runs = world
    with contextlib.ExitStack() as servers:
        started = [servers.enter_context(running_server(database)) for _server in range(2)]
        propose(database, started[0], *runs)
        for server, run in zip(started, runs, strict=True):
            collector(database, server).call("crm.credit.dunning.run", "action_send", [run])
        for run in runs:
            wait_for(database, run, meanwhile=lambda: wake_servers_of(database))
    assert digest(database) == undisturbed


def test_sending_again_is_refused(world, database):
    _original, (run, _other) = world
    with running_server(database) as server:
        propose(database, server, run)
        session = collector(database, server)
        session.call("crm.credit.dunning.run", "action_send", [run])
        for action, _again in itertools.product(("action_send", "action_propose", "action_cancel"), range(2)):
            with pytest.raises(RpcError):
                session.call("crm.credit.dunning.run", action, [run])
        wait_for(database, run)
        with pytest.raises(RpcError):
            session.call("crm.credit.dunning.run", "action_send", [run])
    assert sent(database) == CUSTOMERS
