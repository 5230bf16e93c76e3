"""Real purchases as orders: the CDNOW sample, against an independent calculation by pandas."""

from tests.bench.inside_odoo import call
from tools import paths

from . import sample


def check(database, customers=None):
    """Load the sample, or its first customers, into the database and compare every customer's exposure.

    :return: the report of ``inside.run``
    """
    wheel = sample.fetch(paths.folder("downloads", "cdnow"))
    return call(database, "tests.bench.cdnow.inside", wheel=str(wheel), customers=customers)
