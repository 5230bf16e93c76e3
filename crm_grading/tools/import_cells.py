"""From the cells of a spreadsheet to plain values. No Odoo here."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PLAIN = re.compile(r"0|-?(?:[1-9]\d{0,14}(?:\.\d{0,8}[1-9])?|0\.\d{0,8}[1-9])", re.ASCII)
_YES = {"1", "true", "yes", "y", "x", "是", "√"}
_NO = {"0", "false", "no", "n", "否"}


class CellError(ValueError):
    """The cell does not hold what its column needs."""


def to_choice(options):
    """Return the conversion of a text into the key of one of some options, given by its key or its label in whatever case.

    >>> to_choice([("in", "From the Customer"), ("out", "To the Customer")])(" from the customer")
    'in'

    :param options: pairs of key and label
    :return: function of a text
    :raise CellError: (the function) it is none of them
    """
    known = {str(text).casefold(): key for key, label in options for text in (key, label)}

    def convert(text):
        key = known.get(text.strip().casefold())
        if key is None:
            raise CellError(text)
        return key

    return convert


def to_text(value):
    """Return the cell as text without outer spaces; whole numbers without decimals, dates as YYYY-MM-DD.

    >>> to_text(4711.0), to_text("  A\\u3000 ")
    ('4711', 'A')
    """
    if isinstance(value, str):
        # PostgreSQL has no text with a zero character.
        return value.replace("\x00", "").strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return str(value).strip()


def to_number(value):
    """Return the cell as decimal text in its shortest form. A comma separates thousands only.

    >>> to_number("1,234.50"), to_number(1e3), to_number("－7")
    ('1234.5', '1000', '-7')

    :raise CellError: no number, infinite, or a comma in another place
    """
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    text = unicodedata.normalize("NFKC", to_text(value)).replace(" ", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellError(text) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise CellError(text)
    number = number.normalize()
    return "0" if not number else f"{number:f}"


def to_integer(value):
    """Return the cell as the text of a whole number.

    :raise CellError: no whole number
    """
    text = to_number(value)
    if "." in text or abs(int(text)) >= 2**31:
        raise CellError(text)
    return text


def to_date(value):
    """Return the cell as YYYY-MM-DD. Texts begin with the year, because 03/04/2024 may be two days.

    >>> to_date("2024/1/31"), to_date("2024年3月4日"), to_date(20240304)
    ('2024-01-31', '2024-03-04', '2024-03-04')

    :raise CellError: no date, or one that begins with day or month
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = unicodedata.normalize("NFKC", to_text(value))
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat()
    except (AttributeError, ValueError):
        raise CellError(text) from None


def to_boolean(value):
    """Return the cell as "true" or "false".

    :raise CellError: neither yes nor no
    """
    text = to_text(value).lower()
    if text in _YES | _NO:
        return "true" if text in _YES else "false"
    raise CellError(text)


CONVERTERS = {"text": to_text, "number": to_number, "integer": to_integer, "date": to_date, "boolean": to_boolean}
SQL_TYPES = {"text": "text", "number": "numeric", "integer": "integer", "date": "date", "boolean": "boolean"}
