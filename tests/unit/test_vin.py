"""Vehicle identification numbers: against the check written again from the standard's table, letter by letter."""

import doctest
import importlib.util
import random
import sys

import pytest

from tools import paths

SPEC = importlib.util.spec_from_file_location("vin", paths.REPOSITORY / "crm_industry/tools/vin.py")
vin = importlib.util.module_from_spec(SPEC)
sys.modules["vin"] = vin
SPEC.loader.exec_module(vin)

TRANSLITERATION = """
A1 B2 C3 D4 E5 F6 G7 H8
J1 K2 L3 M4 N5    P7    R9
   S2 T3 U4 V5 W6 X7 Y8 Z9
""".split()
PLACES = {1: 8, 2: 7, 3: 6, 4: 5, 5: 4, 6: 3, 7: 2, 8: 10, 10: 9, 11: 8, 12: 7, 13: 6, 14: 5, 15: 4, 16: 3, 17: 2}
YEAR_CODES = {
    1980: "A", 1981: "B", 1982: "C", 1983: "D", 1984: "E", 1985: "F", 1986: "G", 1987: "H", 1988: "J", 1989: "K", 1990: "L",
    1991: "M", 1992: "N", 1993: "P", 1994: "R", 1995: "S", 1996: "T", 1997: "V", 1998: "W", 1999: "X", 2000: "Y", 2001: "1",
    2002: "2", 2003: "3", 2004: "4", 2005: "5", 2006: "6", 2007: "7", 2008: "8", 2009: "9", 2010: "A", 2011: "B", 2012: "C",
    2020: "L", 2026: "T", 2030: "Y", 2031: "1", 2039: "9", 2040: "A",
}  # fmt: skip


def digit_by_table(number):
    """The ninth sign by the printed tables of the standard."""
    values = {entry[0]: int(entry[1]) for entry in TRANSLITERATION}
    total = 0
    for place, sign in enumerate(number, start=1):
        if place != 9:
            total += (int(sign) if sign.isdigit() else values[sign]) * PLACES[place]
    rest = total - 11 * (total // 11)
    return "X" if rest == 10 else str(rest)


def generated(count):
    """Numbers of any signs; every second one has the check digit that the tables ask for."""
    source = random.Random(16735)
    for turn in range(count):
        signs = [source.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _place in range(17)]
        signs[8] = digit_by_table(signs) if turn % 2 else source.choice("0123456789X")
        yield "".join(signs)


def test_ten_thousand_numbers():
    good = 0
    for number in generated(10_000):
        right = digit_by_table(number)
        result = vin.check(number)
        assert vin.check_digit(number) == right
        if number[8] == right:
            good += 1
            assert result == (number, None, None, "")
        elif number[0] in "12345L":
            assert result == (number, "check_digit", None, right)
        else:
            assert result == (number, None, "check_digit", right)
    assert 5_300 < good < 5_600  # half of them, and an eleventh of the others


@pytest.mark.parametrize("number", ["1M8GDM9AXKP042788", "LSVAA49J132047371", "11111111111111111"])
def test_published_numbers(number):
    assert vin.check(number) == (number, None, None, "")


def test_published_wrong_number():
    assert vin.check("1M8GDM9A1KP042788")[1:] == ("check_digit", None, "X")


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16])
def test_one_wrong_sign_is_found(place):
    number = "11111111111111111"
    changed = number[:place] + "2" + number[place + 1 :]
    assert vin.check(changed).error or vin.check(changed).warning


@pytest.mark.parametrize(
    ("text", "error", "detail"),
    [
        ("", "length", "0"),
        (None, "length", "0"),
        ("LSVAA49J13204737", "length", "16"),
        ("LSVAA49J1320473711", "length", "18"),
        ("LSVAA49J13204737O", "signs", "O"),
        ("QSVAA49J13204737I", "signs", "I Q"),
        ("LSVAA49J13204737\x00", "signs", "\x00"),
        ("LSVAA49J13204737一", "signs", "一"),
        ("LSVAA49J13204737é", "signs", "É"),
    ],
)
def test_what_is_wrong_is_named(text, error, detail):
    result = vin.check(text)
    assert (result.error, result.detail) == (error, detail)


@pytest.mark.parametrize(
    "text", ["lsvaa49j132047371", "LSVAA49J 1320 47371", "ＬＳＶＡＡ４９Ｊ１３２０４７３７１", "LSVAA49J1-32047371\n"]
)
def test_spellings_of_one_number(text):
    assert vin.check(text) == ("LSVAA49J132047371", None, None, "")


@pytest.mark.parametrize(("year", "code"), YEAR_CODES.items())
def test_model_years(year, code):
    number = "LSVAA49J1" + code + "2047371"
    assert vin.model_year(number, year) == year
    assert vin.model_year(number, year + 29) == year
    assert vin.model_year(number, year + 30) == year + 30
    assert vin.model_year(number, year - 1) == year - 30


@pytest.mark.parametrize("code", "UZ0")
def test_signs_that_are_no_year(code):
    assert vin.model_year("LSVAA49J1" + code + "2047371", 2026) is None


def test_examples():
    assert doctest.testmod(vin).failed == 0
