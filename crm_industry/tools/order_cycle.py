"""The weekly order cycle of a shop: its order day and the last time on it. Weeks are those of ISO 8601, from Monday on."""

from datetime import timedelta


def week_start(day):
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_name(day):
    """Return year and week of a day, such as 2026-W12."""
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02}"


def takes_orders(weekday, cutoff, moment):
    """Return whether orders are taken at a moment.

    :param weekday: 0 (Monday) to 6, or None for any day, on which nothing is looked at
    :param float cutoff: hours since midnight, the last moment included to the minute
    :param datetime moment: local time
    """
    if weekday is None:
        return True
    return moment.weekday() == weekday and moment.hour * 60 + moment.minute <= round(cutoff * 60)


def next_order_day(weekday, cutoff, moment):
    """Return the next day on which orders are taken, today among them while its time lasts; None for any day."""
    if weekday is None:
        return None
    if takes_orders(weekday, cutoff, moment):
        return moment.date()
    # Today's time is over: a week from now.
    return moment.date() + timedelta(days=(weekday - moment.weekday()) % 7 or 7)
