"""What a rebate comes to under its tiers. Decimal numbers in and out, no Odoo here."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class RebateLine:
    """What one tier gives.

    :param first: value from which the tier counts
    :param last: value at which it ends, None for the last tier
    :param base: the part of the value that the rate applies to
    :param rate: percent of the base, or money for each unit
    :param amount: money, rounded
    """

    first: Decimal
    last: Decimal | None
    base: Decimal
    rate: Decimal
    amount: Decimal


def rebate_lines(value, tiers, method, *, start=ZERO, per=Decimal(100), cent=Decimal("0.01")):
    """Return the lines of a rebate; their amounts add up to the rebate, which is rounded once, half up.

    Retrospective: the rate of the highest tier reached applies to all that lies above ``start``. Incremental: each rate
    applies to what lies inside its own tier, and above ``start``. A tier is reached when the value is equal to its
    threshold. Below the first threshold nothing is given.

    >>> [str(line.amount) for line in rebate_lines(Decimal(250), [(Decimal(100), Decimal(1)), (Decimal(200), Decimal(2))],
    ...                                            "incremental")]
    ['1.00', '1.00']
    >>> [str(line.amount) for line in rebate_lines(Decimal(250), [(Decimal(100), Decimal(1)), (Decimal(200), Decimal(2))],
    ...                                            "retrospective")]
    ['5.00']

    :param value: what was measured
    :param tiers: (threshold, rate) in any order
    :param method: "retrospective" or "incremental"
    :param start: what is not rewarded, for instance the value of last year
    :param per: 100 for rates in percent, 1 for money for each unit
    :param cent: the smallest amount of the currency
    """
    steps = sorted(tiers)
    ends = [threshold for threshold, _rate in steps[1:]] + [None]
    reached = [(first, last, rate) for (first, rate), last in zip(steps, ends, strict=False) if first <= value]
    if method == "retrospective":
        bases = [(*step, value - start) for step in reached[-1:]]
    else:
        bases = [
            (first, last, rate, (value if last is None else min(last, value)) - max(first, start))
            for first, last, rate in reached
        ]
    return _rounded([base for base in bases if base[3] > 0], per, cent)


def _rounded(bases, per, cent):
    """Round the running total, so that the lines add up to the rounded sum."""
    lines, exact, given = [], ZERO, ZERO
    for first, last, rate, base in bases:
        exact += base * rate / per
        total = (exact / cent).quantize(Decimal(1), rounding=ROUND_HALF_UP) * cent
        lines.append(RebateLine(first, last, base, rate, total - given))
        given = total
    return lines


def growth_tiers(before, tiers):
    """Return tiers whose thresholds are growth in percent as tiers of values.

    :param before: the value of the period that growth is compared with, above zero
    :param tiers: (growth in percent, rate)
    """
    return [(before * (1 + growth / 100), rate) for growth, rate in tiers]
