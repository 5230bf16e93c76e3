"""In Odoo: fill the database."""

from .generator import load


def run(env, size, seed):
    """:return: number of customers made"""
    return len(load(env, size, seed, checked=False).customers)
