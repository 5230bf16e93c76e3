"""How much of a period is over, in calendar days or working days. No Odoo here."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class DayCount:
    """Counts days of periods.

    :param workdays: the working days, ascending; None: every day of the calendar counts
    """

    workdays: tuple | None = field(default=None, repr=False)

    def days(self, first, last):
        """Return how many days count from the first to the last one, both included."""
        if last < first:
            return 0
        if self.workdays is None:
            return (last - first).days + 1
        return bisect_right(self.workdays, last) - bisect_left(self.workdays, first)

    def share(self, first, last, today):
        """Return which part of the period is over at the end of ``today``, 0 to 1.

        A period without working days goes by the calendar.
        """
        if today < first:
            return 0.0
        if today >= last:
            return 1.0
        total = self.days(first, last)
        if not total:
            return DayCount().share(first, last, today)
        return self.days(first, today) / total


def each_day(first, last):
    """Yield the days from the first to the last one, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def forecast(amount, expected, actual, over):
    """Return what will be reached at the end if sales go on against the plan as they did so far.

    :param amount: the target
    :param expected: what should have been reached by now; 0 before the first day
    :param actual: what has been reached
    :param over: whether the period has ended
    """
    if over or not expected:
        return actual
    return amount * actual / expected


def light(actual, expected, green, amber):
    """Return the colour of the traffic light: good, watch, behind, or none while nothing was to be reached yet.

    :param green: percentage of the expected from which it is good
    :param amber: percentage from which it is to be watched
    """
    if not expected:
        return "none"
    reached = 100 * actual / expected
    return "good" if reached >= green else "watch" if reached >= amber else "behind"
