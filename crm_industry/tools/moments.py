"""Moments as people and machines write them. No Odoo here."""

import re
from datetime import UTC, datetime, timedelta, timezone

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
FIRST_YEAR = 1970
USUAL = 19  # letters of 2026-03-05 08:30:00, which Python itself reads quickly


def read_moment(text):
    """Return the moment of a text: aware where it names its distance from UTC, else naive.

    >>> read_moment("2026/3/5 8:30"), read_moment("2026-03-05T08:30:00Z").isoformat()
    (datetime.datetime(2026, 3, 5, 8, 30), '2026-03-05T08:30:00+00:00')

    :raise ValueError: it is none
    """
    text = str(text).strip()
    if len(text) == USUAL and text[4] == text[7] == "-" and text[13] == text[16] == ":" and text[:4] >= str(FIRST_YEAR):
        return datetime.fromisoformat(text)
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    *numbers, zone = found.groups()
    moment = datetime(*(int(number or 0) for number in numbers))
    if moment.year < FIRST_YEAR:
        raise ValueError(text)
    return moment.replace(tzinfo=_zone(zone)) if zone else moment


def _zone(text):
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if text[0] == "-" else distance)


def to_utc(moment, zone):
    """Return the moment in UTC without a zone, as Odoo stores it.

    :param moment: aware, or naive in the time zone ``zone``
    :param zone: a time zone of pytz
    """
    aware = moment if moment.tzinfo else zone.localize(moment)
    return aware.astimezone(UTC).replace(tzinfo=None)
