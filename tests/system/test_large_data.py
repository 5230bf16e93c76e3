"""Generated data in its small size: sound, repeatable, and exposure figures equal to the bare SQL."""

import pytest

from tests.bench.inside_odoo import call
from tests.support.server import new_database


@pytest.fixture(scope="module")
def report():
    with new_database() as database:
        yield call(database, "tests.bench.small")


def test_same_seed_same_data(report):
    assert report["same"]


def test_entries_balance(report):
    assert report["unbalanced"] == 0


def test_exposure_equals_the_bare_sql(report):
    assert report["rows"] > 200
    assert not report["wrong"], report["complaints"]


def test_every_figure_has_something_to_compare(report):
    assert report["constant"] == []


def test_figures_of_a_page_cost_three_queries_at_most(report):
    assert report["queries"]["fields"] - report["queries"]["names"] <= 3


def test_figures_of_everybody_are_one_statement(report):
    assert report["queries"]["method"] == 1
