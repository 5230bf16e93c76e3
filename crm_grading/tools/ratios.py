"""Ratios as quotients of sums, so that they come out right for one row and for any group of rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """factor × Σ (sign × column) ÷ Σ (sign × column); no value unless the divisor is above zero."""

    above: tuple
    below: tuple
    factor: int = 1

    @property
    def columns(self):
        return {name for _sign, name in self.above + self.below}


def ratio(above, below, factor=100):
    """factor × the sum of column ``above`` ÷ that of column ``below``; no value unless the divisor is above zero.

    >>> quotient(ratio("margin", "sales"), {"margin": 30.0, "sales": 120.0})
    25.0
    """
    return Ratio(((1, above),), ((1, below),), factor)


def quotient(ratio, sums):
    """Return the ratio of a mapping of sums, None without a divisor.

    >>> days = Ratio(((1, "debt"), (-1, "paid")), ((1, "sales"),), 31)
    >>> quotient(days, {"debt": 600.0, "paid": 100.0, "sales": 1000.0})
    15.5
    >>> quotient(days, {"debt": 600.0, "paid": 100.0, "sales": 0.0}) is None
    True
    """
    below = sum(sign * (sums[name] or 0.0) for sign, name in ratio.below)
    if round(below, 6) <= 0:
        return None
    return ratio.factor * sum(sign * (sums[name] or 0.0) for sign, name in ratio.above) / below
