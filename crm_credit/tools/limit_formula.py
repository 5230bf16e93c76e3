"""The limit that a customer is worth by the formula of its risk class, figure by figure. Knows nothing of Odoo."""

from dataclasses import dataclass

DAYS_A_MONTH = 30


@dataclass(frozen=True)
class LimitInputs:
    """What the formula is fed with; amounts in company currency, bounds of 0 are none."""

    factor: float
    """k, of the class."""
    monthly_sales: float
    """Average net sales of a month; below zero counts as zero."""
    term_days: int
    """Days until an invoice is due."""
    grade_factor: float = 1.0
    cap: float = 0.0
    floor: float = 0.0


def proposed_limit(inputs):
    """Return k × sales of a month × term in months × factor of the grade, within the bounds of the class.

    >>> proposed_limit(LimitInputs(factor=1.5, monthly_sales=10000, term_days=60, grade_factor=1.2))
    36000.0
    >>> proposed_limit(LimitInputs(factor=1.5, monthly_sales=10000, term_days=60, grade_factor=1.2, cap=30000))
    30000.0
    >>> proposed_limit(LimitInputs(factor=1, monthly_sales=-5, term_days=30, floor=500))
    500.0
    """
    months = inputs.term_days / DAYS_A_MONTH
    amount = inputs.factor * max(inputs.monthly_sales, 0.0) * months * inputs.grade_factor
    if inputs.cap:
        amount = min(amount, inputs.cap)
    return float(max(amount, inputs.floor))
