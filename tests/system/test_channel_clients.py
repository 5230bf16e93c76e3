"""What systems of dealers send at the same moment, by two server processes, is stored once and refused to nobody."""

import pytest

from tests.support.rpc import Json2, RpcError
from tests.support.server import new_database, running_server
from tests.support.together import together

ROUNDS = 6
EVENTS = 200
PREPARE = """
from datetime import datetime, timedelta
from odoo.fields import Command

dealer = env["res.partner"].create(
    {
        "name": "Rush dealer",
        "ref": "RUSH-A",
        "is_company": True,
        "channel_type_id": env.ref("crm_industry.customer_type_dealer").id,
    }
)
env["product.product"].create({"name": "Rush goods", "default_code": "RUSH", "is_storable": True})
groups = {
    "ours": "crm_industry.group_channel_manager",
    "theirs": "base.group_portal",
    "desk": "sales_team.group_sale_salesman_all_leads",
}
result = {}
for login, group in groups.items():
    values = {"name": login, "login": login, "lang": "en_US", "group_ids": [Command.set(env.ref(group).ids)]}
    user = env["res.users"].create(values)
    keys = env["res.users.apikeys"].with_user(user)
    result[login] = keys._generate("rpc", "test", datetime.now() + timedelta(days=1))
env["res.users"].search([("login", "=", "theirs")]).partner_id.parent_id = dealer
"""


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def keys(database):
    return database.shell(PREPARE)


@pytest.fixture(scope="module")
def servers(database, keys):
    with running_server(database) as first, running_server(database) as second:
        yield first, second


def clients(servers, database, *tokens):
    """A client of each server, with its key."""
    return [Json2(server.url, database.name, token) for server, token in zip(servers, tokens, strict=True)]


def test_the_same_serial_events_at_once_are_stored_once(database, servers, keys):
    first, second = clients(servers, database, keys["ours"], keys["ours"])
    for number in range(ROUNDS):
        events = [
            {"external_id": f"{number}-{index}", "code": f"RUSH-{index}", "kind": "scan", "time": "2026-03-01T04:00:00Z"}
            for index in range(EVENTS)
        ]
        outcome = together(
            lambda events=events: first.call("crm.serial.event", "record_events", events=events, source="rush"),
            # the other way round, so that each would wait for what the other one holds
            lambda events=events: second.call("crm.serial.event", "record_events", events=events[::-1], source="rush"),
        )
        assert not [answer for answer in outcome if isinstance(answer, RpcError)], outcome
        assert [answer["errors"] for answer in outcome] == [[], []]
        assert [sum(answer[what] for answer in outcome) for what in ("new", "same")] == [EVENTS, EVENTS]
    stored = database.query("SELECT count(*), count(DISTINCT external_id) FROM crm_serial_event WHERE source = 'rush'")
    assert stored == [(ROUNDS * EVENTS, ROUNDS * EVENTS)]
    assert not any("DEADLOCK" in server.log.read_text() for server in servers)


def test_the_same_touchpoints_at_once_are_stored_once(database, servers, keys):
    first, second = clients(servers, database, keys["desk"], keys["desk"])
    for number in range(ROUNDS):
        calls = [
            {
                "external_id": f"{number}-{index}",
                "customer": "RUSH-A",
                "channel": "phone",
                "direction": "in",
                "subject": "Call",
                "time": "2026-03-01T04:00:00Z",
            }
            for index in range(EVENTS)
        ]
        outcome = together(
            lambda calls=calls: first.call("crm.touchpoint", "record_touchpoints", touchpoints=calls, source="rush"),
            lambda calls=calls: second.call("crm.touchpoint", "record_touchpoints", touchpoints=calls[::-1], source="rush"),
        )
        assert not [answer for answer in outcome if isinstance(answer, RpcError)], outcome
        assert [answer["errors"] for answer in outcome] == [[], []]
        assert [sum(answer[what] for answer in outcome) for what in ("new", "same")] == [EVENTS, EVENTS]
    stored = database.query("SELECT count(*), count(DISTINCT external_id) FROM crm_touchpoint WHERE source = 'rush'")
    assert stored == [(ROUNDS * EVENTS, ROUNDS * EVENTS)]
    assert not any("DEADLOCK" in server.log.read_text() for server in servers)


def test_the_same_report_by_the_dealer_and_for_it_at_once_is_stored_once(database, servers, keys):
    ours, theirs = clients(servers, database, keys["ours"], keys["theirs"])
    lines = [{"product": "RUSH", "opening": 10, "sell_in": 5, "sell_through": 4}]
    for number in range(ROUNDS):
        report = {"external_id": f"R{number}", "date_from": f"2025-{number + 1:02}-10", "lines": lines, "source": "rush"}
        outcome = together(
            lambda report=report: ours.call("crm.channel.report", "push_report", dealer="RUSH-A", **report),
            lambda report=report: theirs.call("crm.channel.report", "push_report", **report),
        )
        assert not [answer for answer in outcome if isinstance(answer, RpcError)], outcome
        assert sorted(answer["status"] for answer in outcome) == ["new", "same"]
        assert len({answer["id"] for answer in outcome}) == 1
    [stored] = database.query(
        "SELECT count(*), count(DISTINCT report.id), min(line.closing)::int, max(line.closing)::int"
        "  FROM crm_channel_report report JOIN crm_channel_report_line line ON line.report_id = report.id"
        " WHERE report.source = 'rush'"
    )
    assert stored == (ROUNDS, ROUNDS, 11, 11)
