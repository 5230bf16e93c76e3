"""Telephone numbers in the international form, +8613812345678. No Odoo here."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\s().\-/]")
_E164 = re.compile(r"\+[1-9]\d{7,14}")


def plain_e164(text, country_code=None):
    """Return a number in the international form, however it was written.

    >>> plain_e164("138 1234-5678", 86), plain_e164("0086 (138) 12345678"), plain_e164("021 6012 3456", 86)
    ('+8613812345678', '+8613812345678', '+862160123456')

    :param str text: with or without the code of the country
    :param int country_code: of the country that a number without one is of
    :raise ValueError: it is no such number, or the country of a national one is unknown
    """
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif not digits.startswith("+") and country_code:
        digits = f"+{country_code}{digits.removeprefix('0')}"
    if not _E164.fullmatch(digits) or not digits.isascii():
        raise ValueError(text)
    return digits
