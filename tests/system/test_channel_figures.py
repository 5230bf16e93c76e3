"""Imports of channel reports, ages of stock, actuals of targets and territories in their small size, against plain Python."""

import pytest

from tests.bench.inside_odoo import call, figures
from tests.support.server import new_database

SIZES = {"importing": {}, "ages": {"products": 40}, "goals": {"targets": 60}, "territories": {"customers": 500}}


@pytest.fixture(scope="module")
def database():
    with new_database() as made:
        call(made, "tests.bench.channel.fill", rows=1_000, dealers=20)
        yield made


@pytest.mark.parametrize("what", SIZES)
def test_small_figures(database, what):
    found = figures(database, f"channel.{what}", **SIZES[what])
    assert found
    assert [figure for figure in found if figure.missed] == []
