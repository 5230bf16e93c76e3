"""Real purchases: the CDNOW sample, against an independent calculation by pandas and published figures."""

from tests.bench.inside_odoo import call
from tools import paths

from . import sample


def check(database, customers=None):
    """Load the sample as orders, or its first customers, into the database; compare exposure, metrics and grades.

    :return: the report of ``inside.run``
    """
    return call(database, "tests.bench.cdnow.inside", wheel=_wheel(), customers=customers)


def lifetime_value(database):
    """Fit the models of customer lifetime value to the whole sample; the database stays as it is.

    :return: the report of ``clv.run``
    """
    return call(database, "tests.bench.cdnow.clv", wheel=_wheel())


def _wheel():
    return str(sample.fetch(paths.folder("downloads", "cdnow")))
