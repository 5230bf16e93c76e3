"""Two agents who take one telephone number at the same moment: one has it, the other reads who."""

from functools import partial

import pytest

from tests.support.rpc import RpcError, Web
from tests.support.server import new_database, running_server
from tests.support.together import together

ROUNDS = 5
BUSY = ("psycopg2", "SerializationFailure", "could not serialize")


@pytest.fixture(scope="module")
def agents():
    """Sessions of an agent on two server processes."""
    with new_database() as database, running_server(database) as first, running_server(database) as second:
        sessions = [Web(server.url, database.name) for server in (first, second)]
        add_rights(sessions[0])
        yield sessions


def add_rights(session):
    [group] = session.call(
        "ir.model.data", "search_read", [("module", "=", "crm_industry"), ("name", "=", "group_telecom_manager")], ["res_id"]
    )
    session.call("res.users", "write", [session.uid], {"group_ids": [(4, group["res_id"])]})


def prepare(session, place):
    """A free number, and the services of two customers who want it."""
    [number] = session.call("crm.telecom.number", "create", [{"e164": f"+8613955{place:02}6271"}])
    services = []
    for name in ("Wang", "Li"):
        [partner] = session.call("res.partner", "create", [{"name": f"{name} {place}"}])
        [account] = session.call("crm.telecom.account", "create", [{"partner_id": partner}])
        values = {"account_id": account, "access_type": "mobile", "service_ids": [(0, 0, {"kind": "voice"})]}
        [subscription] = session.call("crm.telecom.subscription", "create", [values])
        [row] = session.call("crm.telecom.subscription", "read", [subscription], ["service_ids", "name"])
        services.append((row["service_ids"][0], row["name"], f"{name} {place}"))
    return number, services


@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_wins_and_the_other_is_told(agents, place):
    number, services = prepare(agents[0], place)
    calls = [
        partial(agent.call, "crm.telecom.service", "action_assign_number", [service], number)
        for agent, (service, _name, _owner) in zip(agents, services, strict=True)
    ]
    outcome = together(*calls)
    assert [result for result in outcome if result is True] == [True], outcome
    winner, loser = (0, 1) if outcome[0] is True else (1, 0)
    refusal = outcome[loser]
    assert isinstance(refusal, RpcError)
    assert refusal.name.endswith("UserError"), refusal
    assert not any(word in refusal.message for word in BUSY), refusal
    _service, subscription, owner = services[winner]
    assert f"went to subscription {subscription} of {owner} a moment ago: choose another one." in refusal.message
    [row] = agents[0].call("crm.telecom.number", "read", [number], ["state", "service_id"])
    assert (row["state"], row["service_id"][0]) == ("assigned", services[winner][0])
    assert agents[0].call("crm.telecom.number.assignment", "search_count", [("number_id", "=", number)]) == 1
