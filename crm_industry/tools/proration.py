"""Monthly prices day by day: a day costs the monthly price divided by the days of the bill cycle that it lies in.

A bill cycle begins on the account's bill day, 1 to 28, and ends the day before the next one begins: 28 to 31 days. Amounts are
exact fractions; who charges them rounds once for each line.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Part:
    """Days of one bill cycle.

    ``first`` is the first day, ``after`` the day after the last one; ``days`` of ``cycle_days`` lie in between.
    """

    first: date
    after: date
    cycle_days: int

    @property
    def days(self):
        return (self.after - self.first).days

    @property
    def months(self):
        """The days as a part of the cycle."""
        return Fraction(self.days, self.cycle_days)


def cycle_of(bill_day, day):
    """Return the first day of the bill cycle that a day lies in, and the first day of the next one.

    >>> [str(each) for each in cycle_of(5, date(2024, 2, 29))]
    ['2024-02-05', '2024-03-05']
    """
    if not 1 <= bill_day <= 28:
        raise ValueError(f"no bill day: {bill_day}")
    first = day.replace(day=bill_day) if day.day >= bill_day else _month_before(day).replace(day=bill_day)
    return first, _month_after(first)


def parts(bill_day, first, after):
    """Return the days from ``first`` to the day before ``after``, a `Part` for each bill cycle; none if there are no days."""
    found = []
    while first < after:
        begin, end = cycle_of(bill_day, first)
        found.append(Part(first, min(end, after), (end - begin).days))
        first = end
    return found


def months(bill_day, first, after):
    """Return how many bill cycles the days make up, those not whole by their days.

    >>> months(1, date(2024, 2, 15), date(2024, 4, 1))
    Fraction(44, 29)
    """
    return sum((part.months for part in parts(bill_day, first, after)), Fraction(0))


def price(fee, bill_day, first, after):
    """Return what the days cost at a monthly fee, as an exact fraction.

    >>> price(290, 1, date(2024, 2, 20), date(2024, 3, 1))
    Fraction(100, 1)
    """
    return exact(fee) * months(bill_day, first, after)


def exact(amount):
    """Return an amount as people write it as a fraction: 0.1 is a tenth.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(Decimal(repr(amount)) if isinstance(amount, float) else amount)


def _month_before(day):
    return day.replace(year=day.year - 1, month=12, day=1) if day.month == 1 else day.replace(month=day.month - 1, day=1)


def _month_after(first):
    return first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
