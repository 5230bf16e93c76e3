"""In Odoo: fill the database with trade."""

from tests.bench import trade


def run(env, size, seed=1):
    """:return: number of customers made"""
    return trade.load(env, size, seed).customers
