"""Real purchases as orders, invoices and payments: every customer's exposure to the cent; published parameters."""

import pytest

from tests.bench import cdnow
from tests.bench.cdnow import clv

CUSTOMERS = 300


def test_exposure_equals_an_independent_calculation(database):
    report = cdnow.check(database, CUSTOMERS)
    assert report["customers"] == CUSTOMERS
    assert report["purchases"] > CUSTOMERS and report["total"] > 0
    assert not report["differences"]


def test_lifetime_value_has_the_published_parameters(database):
    report = cdnow.lifetime_value(database)
    assert report["customers"] == 2_357
    assert report["orders"] == pytest.approx(clv.ORDERS_PUBLISHED, rel=0.01)
    assert report["value"] == pytest.approx(clv.VALUE_PUBLISHED, rel=0.01)
