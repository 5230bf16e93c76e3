"""Grading and customer metrics on databases with very many customers."""

import contextlib

from tests.support.server import new_database, run_odoo
from tools import templates
from tools.messages import Step

from .figures import Figure, seconds
from .inside_odoo import call, figures

TIMES = 5  # customers of the second database for one of the first
LONGEST = 7  # times the time, for as many
MEMORY = 200  # MB that the Odoo process may grow by


def measure(options, what):
    """Measure on a database of the chosen size, and on request on one five times as large.

    :param what: "grading" or "metrics"
    :return: list of Figure
    """
    with _crm_grading_alone() as database:
        customers = TIMES * _fill(database, options.trade, options.seed)
        with Step(f"Measuring {what}, size {options.trade}"):
            found = figures(database, {"grading": "grading.runs", "metrics": "grading.refreshes"}[what])
        if not options.growth:
            return found
        with Step(f"Measuring {what} once more, for its growth"):
            small = call(database, "tests.bench.grading.scale", what=what)
    with _crm_grading_alone() as database:
        _fill(database, str(customers), options.seed)
        with Step(f"Measuring {what}, {customers} customers"):
            large = call(database, "tests.bench.grading.scale", what=what)
    return found + _growth(what, customers, small, large)


@contextlib.contextmanager
def _crm_grading_alone():
    """A database without the addons above: they add figures of their own, which the bare SQL does not work out."""
    with new_database(templates.base()) as database:
        with Step("Installing crm_grading"):
            run_odoo(database, "server", "-i", "crm_grading", "--stop-after-init", "--no-http")
        yield database


def _fill(database, size, seed):
    """:return: number of customers made"""
    with Step(f"Filling a database with trade, size {size}"):
        customers = call(database, "tests.bench.grading.fill", size=size, seed=seed)
        with contextlib.closing(database.connect()) as connection:
            connection.autocommit = True
            connection.cursor().execute("VACUUM ANALYZE")
    return customers


def _growth(what, customers, small, large):
    title = f"{what} of {customers} customers"
    times = large["seconds"] / small["seconds"]
    memory = large["megabytes"]
    return [
        Figure(
            f"{title}: times the time of a fifth", seconds(large["seconds"]), seconds(small["seconds"]), times, LONGEST
        ),
        Figure(f"{title}: growth of the Odoo process in MB", f"{memory:.0f}", value=memory, bound=MEMORY),
    ]
