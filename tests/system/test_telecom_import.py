"""Imports of usage and bills that are killed half way, or run twice at once, leave what one clean run leaves."""

import base64
import io
import threading
import time

import pytest

from tests.bench.inside_odoo import call
from tests.bench.telecom import EVERY, ROUNDS
from tests.bench.telecom.rows import write_bills, write_usage
from tests.support.killing import kill, let_a_minute_pass, wake_servers_of, writers_wait
from tests.support.rpc import Json2, RpcError, Web
from tests.support.server import new_database, running_server
from tests.support.together import together

ROWS = 60_000  # more than one piece
SMALL = 1_000
ENTRIES = 200
PATIENCE = 180  # seconds
USAGE = """
SELECT count(*), md5(string_agg(concat_ws('|', external_id, payload_hash, revision, subscription_id, number, start_time, hour,
                                          peak, kind, minutes, megabytes, quantity, amount, state), '/' ORDER BY external_id))
  FROM crm_telecom_usage WHERE source = %s
"""
BILLS = """
SELECT count(*), md5(string_agg(concat_ws('|', b.external_id, b.name, payload_hash, revision, account_id, partner_id, payer_id,
                                          date, date_due, period_from, period_to, currency_id, amount_untaxed, amount_tax,
                                          amount_total, amount_paid, amount_open, state, sent_on, l.lines),
                                '/' ORDER BY b.external_id))
  FROM crm_telecom_bill b
  CROSS JOIN LATERAL (SELECT string_agg(concat_ws('|', sequence, line, kind, description, subscription_id, amount, tax), ';'
                                        ORDER BY sequence, id) AS lines FROM crm_telecom_bill_line WHERE bill_id = b.id) l
 WHERE source = %s
"""
WHOLE = {"usage": USAGE, "bill": BILLS}
TABLES = {"usage": "crm_telecom_usage", "bill": "crm_telecom_bill"}
KEYS = {"usage": "cdr-{:09}", "bill": "bill-{:09}"}
# A key, held by somebody who does not commit.
HELD = {
    "usage": """
        INSERT INTO crm_telecom_usage (company_id, source, external_id, subscription_id, number, start_time, kind, state)
        SELECT company_id, %s, %s, id, name, now(), 'voice', 'rated' FROM crm_telecom_subscription ORDER BY id LIMIT 1
        """,
    "bill": """
        INSERT INTO crm_telecom_bill (company_id, source, external_id, name, account_id, partner_id, payer_id, currency_id, date,
                                      date_due, state)
        SELECT company_id, %s, %s, 'held', id, partner_id, payer_id, currency_id, now(), now(), 'new'
          FROM crm_telecom_account ORDER BY id LIMIT 1
        """,
}
RECORDS = {"usage": ("crm.telecom.usage", "record_usage"), "bill": ("crm.telecom.bill", "record_bills")}


@pytest.fixture(scope="module")
def world():
    """One database with imports of both kinds, one of each of which nobody disturbed: (database, imports, whole tables)."""
    with new_database() as database:
        call(database, "tests.bench.telecom.fill", usage=ROWS, bills=ROWS)
        batches, clean = {}, {}
        with running_server(database) as server:
            for kind, statement in WHOLE.items():
                found = database.query("SELECT id, source FROM crm_telecom_import_batch WHERE kind = %s ORDER BY id", [kind])
                batches[kind] = found[:ROUNDS]
                undisturbed, source = found[0]
                manager(database, server).call("crm.telecom.import.batch", "action_import", [undisturbed])
                wait_for(database, undisturbed)
                clean[kind] = database.query(statement, [source])
                assert clean[kind][0][0] == ROWS - ROWS // EVERY
        yield database, batches, clean


def manager(database, server):
    return Web(server.url, database.name)


def wait_for(database, batch, meanwhile=lambda: None):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        [(state, error)] = database.query("SELECT job_state, job_error FROM crm_telecom_import_batch WHERE id = %s", [batch])
        if state == "done":
            return
        assert state != "failed", error
        meanwhile()
        time.sleep(0.2)
    pytest.fail(f"the import is {state} after {PATIENCE} s")


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize(("turn", "place"), [(1, "before the first piece"), (2, "in the second piece")])
def test_killed_half_way_the_next_server_goes_on(world, kind, turn, place):
    database, batches, clean = world
    batch, source = batches[kind][turn]
    lock, values = f"LOCK TABLE {TABLES[kind]} IN SHARE ROW EXCLUSIVE MODE", None
    if place == "in the second piece":
        lock, values = HELD[kind], [source, KEYS[kind].format(ROWS - 1)]
    with running_server(database) as server, writers_wait(database, lock, values) as somebody_waits:
        manager(database, server).call("crm.telecom.import.batch", "action_import", [batch])
        somebody_waits()
        kill(server)
    [(written, _digest)] = database.query(WHOLE[kind], [source])
    assert bool(written) == (place == "in the second piece") and written < clean[kind][0][0]
    let_a_minute_pass(database)
    with running_server(database):
        wait_for(database, batch, meanwhile=lambda: wake_servers_of(database))
    assert database.query(WHOLE[kind], [source]) == clean[kind]
    counts = "SELECT rows_total, rows_new, rows_changed, rows_same, rows_bad, state FROM crm_telecom_import_batch WHERE id = %s"
    bad = ROWS // EVERY
    assert database.query(counts, [batch]) == [(ROWS, ROWS - bad, 0, 0, bad, "done")]
    assert not database.query("SELECT 1 FROM pg_class WHERE relname = %s", [f"import_stage_crm_telecom_import_batch_{batch}"])


@pytest.mark.parametrize("kind", WHOLE)
def test_imported_twice_at_once_nothing_is_written_twice(world, kind):
    database, _batches, _clean = world
    text = io.StringIO()
    (write_usage if kind == "usage" else write_bills)(text, SMALL, SMALL // 10)
    values = {"kind": kind, "filename": "rush.csv", "file": base64.b64encode(text.getvalue().encode()).decode()}
    with running_server(database, "--workers=2") as server:
        sessions = [manager(database, server) for _session in range(2)]
        batches = [values | {"source": source} for source in ("rush", "rush", "alone")]
        [[*ids, alone]] = [sessions[0].call("crm.telecom.import.batch", "create", batches)]
        found = together(
            *(
                lambda session=session, batch=batch: session.call("crm.telecom.import.batch", "action_import", [batch])
                for session, batch in zip(sessions, ids, strict=True)
            )
        )
        sessions[0].call("crm.telecom.import.batch", "action_import", [alone])
    assert not [error for error in found if isinstance(error, RpcError)]
    good = SMALL - SMALL // EVERY
    rows = database.query(
        "SELECT sum(rows_new), sum(rows_same), sum(rows_changed), sum(rows_bad) FROM crm_telecom_import_batch"
        " WHERE source = 'rush' AND kind = %s",
        [kind],
    )
    assert rows == [(good, good, 0, 2 * (SMALL // EVERY))]
    assert database.query(WHOLE[kind], ["rush"]) == database.query(WHOLE[kind], ["alone"])


def entries(kind):
    """What a system sends; the last one is bad."""
    if kind == "usage":
        entry = {"start": "2026-01-31T10:00:00Z", "kind": "voice", "minutes": 2}
        made = [entry | {"external_id": f"u{n}", "number": f"S{1 + n % 50}"} for n in range(ENTRIES)]
        return [*made, made[0] | {"external_id": "bad", "number": "nobody"}]
    lines = [{"amount": 100, "tax": 6, "kind": "recurring"}, {"amount": 2.5, "kind": "usage"}]
    entry = {"date": "2026-06-01", "state": "sent", "lines": lines}
    made = [entry | {"external_id": f"b{n}", "account": f"A{1 + n % 50}"} for n in range(ENTRIES)]
    return [*made, made[0] | {"external_id": "bad", "account": "nobody"}]


@pytest.mark.parametrize("kind", WHOLE)
def test_the_api_records_the_same_once_killed_or_twice_at_once(world, kind):
    database, _batches, _clean = world
    key, sent = database.api_key("admin"), entries(kind)
    model, method = RECORDS[kind]
    held = [f"{kind} killed", sent[ENTRIES // 2]["external_id"]]

    def send(server, source):
        return Json2(server.url, database.name, key).call(model, method, entries=sent, source=f"{kind} {source}")

    def whole(source):
        return database.query(WHOLE[kind], [f"{kind} {source}"])

    with running_server(database) as server, writers_wait(database, HELD[kind], held) as somebody_waits:
        lost = threading.Thread(target=lambda: pytest.raises(OSError, send, server, "killed"))
        lost.start()
        somebody_waits()
        kill(server)
        lost.join(PATIENCE)
    assert whole("killed")[0][0] == 0
    with running_server(database) as first, running_server(database) as second:
        answer = send(first, "clean")
        assert {error["index"] for error in answer["errors"]} == {ENTRIES}
        assert answer["new"] == ENTRIES * len(sent[0].get("lines", [1]))
        assert send(second, "killed") == answer
        both = together(lambda: send(first, "rush"), lambda: send(second, "rush"))
        assert [result["new"] for result in both if result["new"]] == [answer["new"]]
        again = send(second, "rush")
    assert (again["new"], again["changed"], again["same"]) == (0, 0, answer["new"])
    assert whole("clean") == whole("killed") == whole("rush")
