"""Number plates: every form of the standard, built sign by sign, and what is none."""

import doctest
import importlib.util
import random
import sys

import pytest

from tools import paths

SPEC = importlib.util.spec_from_file_location("plate", paths.REPOSITORY / "crm_industry/tools/plate.py")
plate = importlib.util.module_from_spec(SPEC)
sys.modules["plate"] = plate
SPEC.loader.exec_module(plate)

PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"


def built(count):
    """Plates with their kinds, built from the three forms."""
    source = random.Random(36)
    for turn in range(count):
        begin = source.choice(PROVINCES) + source.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
        if turn % 3 == 0:
            last = source.choice(LETTERS + DIGITS + "挂学警港澳")
            yield begin + "".join(source.choices(LETTERS + DIGITS, k=4)) + last, "standard"
        elif turn % 3 == 1:
            tail = source.choice(LETTERS) + source.choice(LETTERS + DIGITS) + "".join(source.choices(DIGITS, k=4))
            yield begin + tail, "new_energy_small"
        else:
            yield begin + "".join(source.choices(DIGITS, k=5)) + source.choice(LETTERS), "new_energy_large"


def test_provinces():
    assert len(PROVINCES) == len(set(PROVINCES)) == 31
    assert set(plate.PROVINCES) == set(PROVINCES)


def test_plates_that_were_built():
    for text, kind in built(3_000):
        assert plate.check(text) == (text, kind, None, "")


@pytest.mark.parametrize(
    "text", ["使014578", "沪A1234领", "军V00001", "WJ京12345", "VA12345", "京A临12345", "民航B1234", "京X1234应急", "海A12345"]
)
def test_embassies_army_and_temporary_plates_are_other(text):
    assert plate.check(text)[1:3] == ("other", None)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "length"),
        (None, "length"),
        ("沪A", "length"),
        ("沪A123456789", "length"),
        ("A12345", "province"),
        ("港A12345", "province"),
        ("HELLO", "province"),
        ("沪112345", "signs"),
        ("沪AO1234", "signs"),
        ("沪AO12345", "signs"),
        ("沪A12", "length"),
        ("沪A1234I", "signs"),
        ("沪AD1234A", "signs"),
        ("沪A挂1234", "signs"),
        ("沪A12345挂", "signs"),
    ],
)
def test_what_is_wrong_is_named(text, error):
    result = plate.check(text)
    assert (result.kind, result.error) == (None, error)


@pytest.mark.parametrize("text", ["沪a12345", "沪A·12345", "沪A 1234 5", "沪Ａ１２３４５", "沪A-12345"])
def test_spellings_of_one_plate(text):
    assert plate.check(text) == ("沪A12345", "standard", None, "")


def test_examples():
    assert doctest.testmod(plate).failed == 0
