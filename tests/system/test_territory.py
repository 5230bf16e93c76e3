"""Two managers who activate exclusive agreements for one region at the same moment, on two server processes."""

from functools import partial

import pytest

from tests.support.rpc import RpcError, Web
from tests.support.server import new_database, running_server
from tests.support.together import together

ROUNDS = 10
PREPARE = f"""
dealer_type = env.ref("crm_industry.customer_type_dealer")
result = []
for number in range({ROUNDS}):
    region = env["crm.region"].create({{"name": f"Rush {{number}}"}})
    dealers = env["res.partner"].create(
        [
            {{"name": f"Rush {{number}} {{side}}", "is_company": True, "channel_type_id": dealer_type.id}}
            for side in ("one", "two")
        ]
    )
    agreements = env["crm.dealer.agreement"].create(
        [
            {{"dealer_id": dealer.id, "line_ids": [(0, 0, {{"region_ids": region.ids, "exclusive": True}})]}}
            for dealer in dealers
        ]
    )
    agreements.action_submit()
    agreements._guarded_write({{"approval_state": "approved", "state": "approved"}})
    result.append(agreements.ids)
"""


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def sessions(database):
    with running_server(database) as first, running_server(database) as second:
        yield [Web(server.url, database.name) for server in (first, second)]


def activate(session, agreement):
    return partial(session.call, "crm.dealer.agreement", "action_activate", [agreement])


def test_one_wins_and_the_other_is_told_who(database, sessions):
    for pair in database.shell(PREPARE):
        answers = together(*map(activate, sessions, pair))
        [loser] = [number for number, answer in enumerate(answers) if isinstance(answer, RpcError)]
        winner = 1 - loser
        rows = database.query("SELECT id, name, state FROM crm_dealer_agreement WHERE id = ANY(%s)", [pair])
        found = {agreement: (name, state) for agreement, name, state in rows}
        assert found[pair[winner]][1] == "active"
        assert found[pair[loser]][1] == "approved"
        assert found[pair[winner]][0] in answers[loser].message
        assert "Rush" in answers[loser].message
        cells = database.query("SELECT DISTINCT agreement_id FROM crm_dealer_coverage WHERE agreement_id = ANY(%s)", [pair])
        assert cells == [(pair[winner],)]
