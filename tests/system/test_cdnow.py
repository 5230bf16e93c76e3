"""Real purchases as orders, invoices and payments: every customer's exposure to the cent."""

from tests.bench import cdnow

CUSTOMERS = 300


def test_exposure_equals_an_independent_calculation(database):
    report = cdnow.check(database, CUSTOMERS)
    assert report["customers"] == CUSTOMERS
    assert report["purchases"] > CUSTOMERS and report["total"] > 0
    assert not report["differences"]
