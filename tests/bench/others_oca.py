"""In Odoo: the same customers by the fields of OCA's financial risk addons."""

from .others import beside

FIELDS = ("risk_total", "risk_exception")


def run(env, rounds=5):
    """:return: list of Figure"""
    return [beside(env, "OCA's financial risk fields", FIELDS, rounds)]
