"""Real purchases as orders, invoices and payments: every customer's figures to the cent; published parameters."""

import pytest

from tests.bench import cdnow
from tests.bench.cdnow import clv
from tests.support.server import new_database

CUSTOMERS = 300


@pytest.fixture(scope="module")
def report():
    with new_database() as database:
        return cdnow.check(database, CUSTOMERS)


def test_all_purchases_are_there(report):
    assert report["customers"] == CUSTOMERS
    assert report["purchases"] > CUSTOMERS and report["total"] > 0


@pytest.mark.parametrize("what", ["exposure", "metrics", "grades"])
def test_figures_equal_an_independent_calculation(report, what):
    wrong, first = report["wrong"][what]
    assert not wrong, first


def test_lifetime_value_has_the_published_parameters(database):
    report = cdnow.lifetime_value(database)
    assert report["customers"] == 2_357
    assert report["orders"] == pytest.approx(clv.ORDERS_PUBLISHED, rel=0.01)
    assert report["value"] == pytest.approx(clv.VALUE_PUBLISHED, rel=0.01)
