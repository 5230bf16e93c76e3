"""Hours in which nobody wants to be disturbed. No Odoo here."""

from datetime import datetime, timedelta

import pytz

DAY = 24.0


def is_quiet(hour, start, end):
    """Whether a local hour lies in the quiet ones, which may reach over midnight. The same hour twice: there are none.

    >>> is_quiet(22.5, 21, 8), is_quiet(8, 21, 8), is_quiet(12, 12, 14), is_quiet(3, 5, 5)
    (True, False, True, False)
    """
    if start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


def next_moment(moment, zone, start, end):
    """The first moment, at the earliest the given one, outside the quiet hours of a time zone.

    >>> next_moment(datetime(2026, 6, 1, 14, 0), "Asia/Shanghai", 21, 8)  # 22:00 there
    datetime.datetime(2026, 6, 2, 0, 0)
    >>> next_moment(datetime(2026, 6, 1, 2, 0), "Asia/Shanghai", 21, 8)
    datetime.datetime(2026, 6, 1, 2, 0)

    :param datetime moment: in UTC, without a zone
    :param str zone: name of the time zone
    :param float start: first quiet hour, 0 to 24
    :param float end: hour when the quiet ones are over
    :return: in UTC, without a zone
    :rtype: datetime
    """
    there = pytz.timezone(zone)
    local = pytz.utc.localize(moment).astimezone(there)
    hour = local.hour + local.minute / 60 + local.second / 3600
    if not is_quiet(hour, start % DAY, end % DAY):
        return moment
    day = local.date() + timedelta(days=1 if hour >= end % DAY else 0)
    over = datetime.combine(day, datetime.min.time()) + timedelta(hours=end % DAY)
    # An hour that the clocks leave out that day comes an hour later.
    return there.normalize(there.localize(over, is_dst=False)).astimezone(pytz.utc).replace(tzinfo=None)
