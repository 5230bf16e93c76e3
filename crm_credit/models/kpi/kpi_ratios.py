"""Ratios of credit management as quotients of sums, so that they come out right for one row and for any group of rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """factor × Σ (sign × column) ÷ Σ (sign × column); no value unless the divisor is above zero."""

    above: tuple
    below: tuple
    factor: int = 1
    unit: str = "percent"
    better: str = "down"


def _plus(*names):
    return tuple((1, name) for name in names)


RATIOS = {
    "credit_sales_ratio": Ratio(_plus("credit_sales"), _plus("sales"), 100),
    "dso": Ratio(_plus("receivable_days"), _plus("credit_sales"), unit="days"),
    "best_dso": Ratio(_plus("current_days"), _plus("credit_sales"), unit="days"),
    "days_late": Ratio(_plus("late_amount"), _plus("paid_amount"), unit="days"),
    "cei": Ratio(
        (*_plus("opening_receivable", "credit_sales"), (-1, "closing_receivable")),
        (*_plus("opening_receivable", "credit_sales"), (-1, "closing_current")),
        100,
        better="up",
    ),
    "overdue_share": Ratio(_plus("overdue"), _plus("closing_current", "overdue"), 100),
    "bad_debt_rate": Ratio(_plus("written_off"), _plus("credit_sales"), 100),
    "utilisation": Ratio(_plus("limit_used"), _plus("limit_amount"), 100),
}


def quotient(ratio, sums):
    """Return the ratio of a mapping of sums, None without a divisor.

    >>> quotient(RATIOS["dso"], {"receivable_days": 31 * 500.0, "credit_sales": 1000.0})
    15.5
    >>> quotient(RATIOS["dso"], {"receivable_days": 31 * 500.0, "credit_sales": 0.0}) is None
    True
    """
    below = sum(sign * (sums[name] or 0.0) for sign, name in ratio.below)
    if round(below, 6) <= 0:
        return None
    return ratio.factor * sum(sign * (sums[name] or 0.0) for sign, name in ratio.above) / below
