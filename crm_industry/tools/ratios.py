"""Ratios of sums, in the shape that reports of the credit addon use."""

from odoo.addons.crm_credit.models.kpi.kpi_ratios import Ratio, quotient

__all__ = ["Ratio", "quotient", "ratio"]


def ratio(above, below, factor=100):
    """factor × the sum of column ``above`` ÷ that of column ``below``; no value unless the divisor is above zero.

    >>> quotient(ratio("margin", "sales"), {"margin": 30.0, "sales": 120.0})
    25.0
    """
    return Ratio(((1, above),), ((1, below),), factor)
