"""Numbers of identity documents: checked, and masked for whoever need not know them. No Odoo here."""

import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from .stdnum_data import open_table

COMPANY_KINDS = ("business_licence", "organisation")
_PLAIN = {
    "passport": r"[A-Z0-9]{6,12}",
    "hk_mo_permit": r"[HM]\d{8}(\d{2})?",
    "tw_permit": r"\d{8}(\d{2})?",
    "permanent_residence": r"[A-Z]{3}\d{12}|9\d{16}[\dX]",
    "residence_permit": r"8[123]\d{15}[\dX]",
    "military": r"[A-Z0-9\u4e00-\u9fff]{6,20}",
}
_CHECKED = {"resident_id": ric, "business_licence": uscc, "organisation": uscc}


def document_number(kind, text):
    """Return the number of a document without spaces and hyphens, in capitals.

    >>> document_number("resident_id", "360426 1991 0101 0071"), document_number("passport", "e 1234567")
    ('360426199101010071', 'E1234567')

    :param str kind: of the document; a kind that is not known here has any number of 4 to 40 signs
    :raise ValueError: documents of this kind have no such number
    """
    number = re.sub(r"[\s\-]", "", text or "").upper()
    if kind in _CHECKED:
        open_table("cn/loc")
        try:
            return _CHECKED[kind].validate(number)
        except ValidationError:
            raise ValueError(text) from None
    if not re.fullmatch(_PLAIN.get(kind, r".{4,40}"), number):
        raise ValueError(text)
    return number


def masked(number):
    """Return a number of which a quarter, four signs at most, can be read at either end.

    >>> masked("360426199101010071"), masked("E1234567"), masked("")
    ('3604**********0071', 'E1****67', '')
    """
    shown = min(4, len(number) // 4)
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[len(number) - shown :]}" if number else ""
