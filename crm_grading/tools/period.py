"""Calendar periods: month, quarter, half-year and year. Dates in, pairs (first day, last day) out."""

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = relativedelta(days=1)


def containing(day, period):
    """Return the first and the last day of the calendar ``period`` that contains ``day``.

    :param str period: a key of ``MONTHS``
    """
    months = MONTHS[period]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, first + relativedelta(months=months) - ONE_DAY


def last_complete(day, period):
    """Return the last period that is over on ``day``."""
    first, _last = containing(day, period)
    return containing(first - ONE_DAY, period)


def trailing(last, months):
    """Return the ``months`` months that end with the day ``last``.

    After a month's last day whole calendar months are meant: six months to 28 February begin on 1 September.
    """
    return (last + ONE_DAY) - relativedelta(months=months), last


def months_until(last, number):
    """Return the first days of ``number`` months, the oldest first.

    :param date last: any day of the last one
    """
    first = last.replace(day=1)
    return [first - relativedelta(months=back) for back in range(number - 1, -1, -1)]


def year_before(first, last):
    """Return the same stretch of days a year earlier; what ends with a month does so a year before, too."""
    year = relativedelta(years=1)
    return first and first - year, (last + ONE_DAY) - year - ONE_DAY


def label(day, period):
    """Return a short name of the period containing ``day``, which sorts by time: 2026, 2026 H1, 2026 Q1, 2026-03."""
    if period == "year":
        return str(day.year)
    if period == "month":
        return f"{day.year}-{day.month:02}"
    return f"{day.year} {period[0].upper()}{(day.month - 1) // MONTHS[period] + 1}"
