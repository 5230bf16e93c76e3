"""Periods of channel reports: weeks from Monday to Sunday, and months. Dates in, dates out."""

from datetime import timedelta

from odoo.addons.crm_grading.tools import period as calendar

WEEK = timedelta(days=7)
ONE_DAY = calendar.ONE_DAY


def containing(day, period):
    """Return the first and the last day of the ``period`` ("week" or a key of the calendar's) that contains ``day``."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + WEEK - ONE_DAY
    return calendar.containing(day, period)


def last_complete(day, period):
    """Return the first and the last day of the ``period`` before the one that contains ``day``."""
    return containing(containing(day, period)[0] - ONE_DAY, period)


def complete(since, today, period, most):
    """Return the periods that begin on ``since`` or later and are over on ``today``, the newest ``most`` of them.

    :return: list of (first day, last day), the oldest first
    """
    found, first = [], today
    while len(found) < most:
        first, last = last_complete(first, period)
        if first < since:
            break
        found.append((first, last))
    return found[::-1]


def label(day, period):
    """Return a short name that sorts by time: 2026-W09, 2026-03, 2026 Q1."""
    if period == "week":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02}"
    return calendar.label(day, period)
