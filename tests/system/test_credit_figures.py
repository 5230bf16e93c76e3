"""Credit figures and provisions of months, on generated books and of the demo company, equal a calculation with pandas."""

import pytest

from tests.bench.inside_odoo import call, figures
from tests.support.server import new_database

CUSTOMERS = 300


@pytest.fixture(scope="module")
def found():
    with new_database() as database:
        call(database, "tests.bench.kpi.fill", size=CUSTOMERS)
        yield figures(database, "kpi.months")


@pytest.mark.parametrize("what", ["wrong sums", "wrong ratios", "wrong provisions", "queries"])
def test_months_equal_pandas(found, what):
    of_kind = [figure for figure in found if figure.name.endswith(what)]
    assert len(of_kind) == 3
    assert not [figure for figure in of_kind if figure.missed]


def test_months_of_the_demo_company_equal_pandas():
    with new_database() as database:
        months = figures(database, "kpi.demo")
    assert len(months) == 3 * 13
    assert not [(figure.name, figure.note) for figure in months if figure.missed]
