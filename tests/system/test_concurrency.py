"""Users who confirm at the same moment never get more than the limit, and never an error."""

import itertools

import pytest

from tests.bench import contention
from tests.support.server import new_database, running_server

ROUNDS = 10
RUSHES = list(itertools.product(contention.KINDS, (contention.PAIR, contention.FOUR)))
ONE_ROUND = {"one by one": contention.PAIR, "without the check": contention.PAIR, "one call": (600, 600, 600)}


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        yield made


@pytest.fixture(scope="module")
def rush(database):
    """Four sessions on two server processes."""
    with running_server(database) as first, running_server(database) as second:
        yield contention.Rush([first, second])


@pytest.fixture(scope="module")
def orders(database):
    """The orders of each rush, and those of the single rounds."""
    plans = [(kind, [amounts] * ROUNDS) for kind, amounts in RUSHES] + [("customer", [amounts]) for amounts in ONE_ROUND.values()]
    return dict(zip([*RUSHES, *ONE_ROUND], contention.prepare_all(database, plans), strict=True))


@pytest.mark.parametrize(("kind", "amounts"), RUSHES)
def test_together_never_above_the_limit(orders, rush, kind, amounts):
    assert len(orders[kind, amounts]) == ROUNDS
    for round_of in orders[kind, amounts]:
        outcome = rush.together(round_of)
        assert not contention.complaints(outcome, amounts), outcome


def test_one_by_one_the_check_decides(orders, rush):
    outcome = rush.one_by_one(orders["one by one"][0])
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600], 1, [])


def test_without_the_check_all_pass(orders, rush):
    rush.check("off")
    try:
        outcome = rush.one_by_one(orders["without the check"][0])
    finally:
        rush.check("block")
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600, 600], 0, [])


def test_three_in_one_call_one_passes(orders, rush):
    outcome = rush.one_call(orders["one call"][0])
    assert (outcome.confirmed, outcome.held, outcome.errors) == ([600], 2, [])
