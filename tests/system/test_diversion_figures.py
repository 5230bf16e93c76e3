"""Detection of diverted goods in its small size: what it writes is what bare SQL writes, and queries don't grow with events."""

import pytest

from tests.bench.inside_odoo import call, figures
from tests.support.server import new_database

SERIALS, DEALERS = 4_000, 40


@pytest.fixture(scope="module")
def found():
    with new_database() as database:
        call(database, "tests.bench.diversion.fill", serials=SERIALS, dealers=DEALERS)
        yield figures(database, "diversion.detecting", rounds=1)


@pytest.mark.parametrize("name", ["rows that differ", "signs without findings", "growth of the process", "queries more for"])
def test_small_detection(found, name):
    [figure] = [figure for figure in found if name in figure.name]
    assert not figure.missed, figure
