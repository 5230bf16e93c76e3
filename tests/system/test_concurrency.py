"""Users who confirm at the same moment never get more than the limit, and never an error."""

import pytest

from tests.bench import contention
from tests.support.server import new_database, running_server

ROUNDS = 10


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def rush(database):
    """Four sessions on two server processes."""
    with running_server(database) as first, running_server(database) as second:
        yield contention.Rush([first, second])


@pytest.mark.parametrize("amounts", [contention.PAIR, contention.FOUR])
@pytest.mark.parametrize("kind", contention.KINDS)
def test_together_never_above_the_limit(database, rush, kind, amounts):
    for orders in contention.prepare(database, [amounts] * ROUNDS, kind=kind):
        outcome = rush.together(orders)
        assert not contention.complaints(outcome, amounts), outcome


def test_one_by_one_the_check_decides(database, rush):
    (orders,) = contention.prepare(database, [contention.PAIR])
    outcome = rush.one_by_one(orders)
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600], 1, [])


def test_without_the_check_all_pass(database, rush):
    (orders,) = contention.prepare(database, [contention.PAIR], mode="off")
    outcome = rush.one_by_one(orders)
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600, 600], 0, [])


def test_three_in_one_call_one_passes(database, rush):
    (orders,) = contention.prepare(database, [(600, 600, 600)])
    outcome = rush.one_call(orders)
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600], 2, [])
