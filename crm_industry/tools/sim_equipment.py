"""Numbers of SIM cards, subscribers in the network and devices. No Odoo here."""

import re

from stdnum import imei, imsi, luhn
from stdnum.exceptions import ValidationError

from .stdnum_data import open_table

_ICCID = re.compile(r"89\d{17,18}")


def _iccid(number):
    if not _ICCID.fullmatch(number):
        raise ValidationError
    return luhn.validate(number)


_CHECKS = {"iccid": _iccid, "imsi": imsi.validate, "imei": imei.validate}
EQUIPMENT = tuple(_CHECKS)


def equipment_number(kind, text):
    """Return a number without spaces and hyphens.

    >>> equipment_number("imei", "35-417803-685978-9")
    '354178036859789'

    :param str kind: iccid (19 or 20 digits that begin with 89, the last one is Luhn's), imsi or imei
    :raise ValueError: there is no such number
    """
    number = re.sub(r"[\s\-]", "", text or "")
    if not number.isascii():
        raise ValueError(text)
    open_table("imsi")
    try:
        return _CHECKS[kind](number)
    except ValidationError:
        raise ValueError(text) from None
