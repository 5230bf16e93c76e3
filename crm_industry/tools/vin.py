"""Vehicle identification numbers (ISO 3779, GB 16735): what is wrong with one, its maker, region and model year. No Odoo here."""

import re
import unicodedata
from typing import NamedTuple

LENGTH = 17
SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
"""I, O and Q look like 1 and 0 and are in no VIN."""
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", map(int, "123456781234579234567890123456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_PLACE = 8
_CHECKED_REGIONS = "12345L"
"""First signs of makers who have to put a check digit: North America and China."""
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_YEAR_PLACE = 9
_FIRST_YEAR = 2010
_REGIONS = {"AH": "africa", "JR": "asia", "SZ": "europe", "15": "north_america", "67": "oceania", "89": "south_america"}


class VinCheck(NamedTuple):
    """``vin`` is the number without spaces and hyphens, in capitals; ``error`` and ``warning`` are keys or None.

    ``length``: not 17 signs · ``signs``: signs that no VIN has, in ``detail`` · ``check_digit``: the ninth sign should be the one
    in ``detail``.
    """

    vin: str
    error: str | None
    warning: str | None
    detail: str


def plain(text):
    """Return a VIN as it is kept: full-width signs made narrow, without spaces and hyphens, in capitals.

    >>> plain(" lsvaa49j-13204 7371")
    'LSVAA49J132047371'
    """
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text or "")).upper()


def check(text):
    """Say what is wrong with a VIN: a wrong check digit is an error for makers who have to put one, a warning for the others.

    >>> check("1M8GDM9AXKP042788").error, check("1M8GDM9A1KP042788")[1:]
    (None, ('check_digit', None, 'X'))
    >>> check("WVWZZZ1JZXW000001")[1:]
    (None, 'check_digit', '0')
    >>> check("1M8GDM9AXKP04278")[1:], check("IM8GDM9AXKPO42788")[1:]
    (('length', None, '16'), ('signs', None, 'I O'))
    """
    vin = plain(text)
    if wrong := sorted(set(vin) - set(SIGNS)):
        return VinCheck(vin, "signs", None, " ".join(wrong))
    if len(vin) != LENGTH:
        return VinCheck(vin, "length", None, str(len(vin)))
    digit = check_digit(vin)
    if vin[_CHECK_PLACE] == digit:
        return VinCheck(vin, None, None, "")
    if vin[0] in _CHECKED_REGIONS:
        return VinCheck(vin, "check_digit", None, digit)
    return VinCheck(vin, None, "check_digit", digit)


def check_digit(vin):
    """Return what the ninth of 17 signs has to be, whatever is there.

    >>> check_digit("11111111111111111"), check_digit("1M8GDM9A1KP042788")
    ('1', 'X')
    """
    total = sum(_VALUES[sign] * weight for sign, weight in zip(vin, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def maker(vin):
    """Return the code of the maker, the first three signs; small makers (9 at the third place) have signs 12 to 14 besides.

    >>> maker("LSVAA49J132047371"), maker("LA9AA49J132047371")
    ('LSV', 'LA9047')
    """
    return vin[:3] + (vin[11:14] if vin[2:3] == "9" else "")


def region(vin):
    """Return the key of the part of the world that the maker is in, or None.

    >>> region("LSVAA49J132047371"), region("WVWZZZ1JZXW000001"), region("1M8GDM9AXKP042788")
    ('asia', 'europe', 'north_america')
    """
    return next((name for (low, high), name in _REGIONS.items() if low <= vin[:1] <= high), None)


def model_year(vin, latest):
    """Return the model year: the code comes again after 30 years, the latest year not after ``latest`` is taken.

    >>> model_year("LSVAA49J132047371", 2026), model_year("LSVAA49J1T2047371", 2026), model_year("LSVAA49J1V2047371", 2026)
    (2003, 2026, 1997)

    :param int latest: a year, usually the one after the present
    :return: the year, or None for a sign that stands for no year
    """
    code = vin[_YEAR_PLACE : _YEAR_PLACE + 1]
    if not code or code not in _YEARS:
        return None
    year = _FIRST_YEAR + _YEARS.index(code)
    return year + (latest - year) // len(_YEARS) * len(_YEARS)
