"""Number plates of vehicles in mainland China: their kind, or what is wrong with them. No Odoo here."""

import re
import unicodedata
from typing import NamedTuple

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "[A-HJ-NP-Z0-9]"
_KINDS = {
    "standard": rf"[A-Z]{_SIGN}{{4}}(?:{_SIGN}|[挂学警港澳])",
    "new_energy_small": rf"[A-Z][A-HJ-NP-Z]{_SIGN}\d{{4}}",
    "new_energy_large": r"[A-Z]\d{5}[A-HJ-NP-Z]",
}
_OTHER = re.compile(r"使|领|军|海|空|北|沈|兰|济|南|广|成|临|试|超|应急|民航|^WJ|^[A-Z]{2}\d{5}$")
"""Embassies and consulates, the army and the armed police, temporary and trial plates, rescue, airfields: of many forms."""


class PlateCheck(NamedTuple):
    """``plate`` is the plate without spaces and dots, in capitals; ``kind`` its kind, ``error`` a key: one of them is None.

    ``province``: it does not begin with one · ``length``: not seven signs, nor eight of a new-energy vehicle, ``detail`` says how
    many · ``signs``: the form of no plate.
    """

    plate: str
    kind: str | None
    error: str | None
    detail: str


def plain(text):
    """Return a plate as it is kept: narrow signs, without spaces, dots and hyphens, in capitals.

    >>> plain(" 沪a·1２345 ")
    '沪A12345'
    """
    return re.sub(r"[\s\-.·•・]", "", unicodedata.normalize("NFKC", text or "")).upper()


def check(text):
    """Say what kind of plate this is, or what is wrong with it.

    >>> check("沪A12345").kind, check("沪AD12345").kind, check("粤B12345F").kind, check("粤Z1234港").kind, check("使014578").kind
    ('standard', 'new_energy_small', 'new_energy_large', 'standard', 'other')
    >>> check("A12345")[2:], check("沪A1234")[2:], check("沪AI2345")[2:], check("")[2:]
    (('province', 'A'), ('length', '6'), ('signs', ''), ('length', '0'))
    """
    plate = plain(text)
    if not plate:
        return PlateCheck(plate, None, "length", "0")
    if plate[0] in PROVINCES:
        for kind, pattern in _KINDS.items():
            if re.fullmatch(pattern, plate[1:]):
                return PlateCheck(plate, kind, None, "")
    if _OTHER.search(plate):
        return PlateCheck(plate, "other", None, "")
    if plate[0] not in PROVINCES:
        return PlateCheck(plate, None, "province", plate[0])
    if len(plate) not in (7, 8):
        return PlateCheck(plate, None, "length", str(len(plate)))
    return PlateCheck(plate, None, "signs", "")
