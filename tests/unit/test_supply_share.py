"""Sharing out a scarce product by bands, in whole units."""

import importlib.util
import random
import sys

import pytest

from tools import paths

SPEC = importlib.util.spec_from_file_location("supply_share", paths.REPOSITORY / "crm_industry/tools/supply_share.py")
supply_share = importlib.util.module_from_spec(SPEC)
sys.modules["supply_share"] = supply_share
SPEC.loader.exec_module(supply_share)

BY_NUMBER = {band: band for band in range(1, 31)}
ALIKE = dict.fromkeys(range(1, 31), 1)


def share(total, counts, weights=BY_NUMBER):
    return supply_share.share_supply(total, counts, weights)


def test_figures_worked_out_by_hand():
    shares = share(200, {(None, 30): 2, (None, 20): 3, (None, 10): 5})
    assert [shares[None, band] for band in (30, 20, 10)] == [35, 23, 12]


def test_one_retailer_gets_all():
    assert share(7, {(None, 4): 1})[None, 4] == 7


def test_too_little_for_anybody():
    assert set(share(4, {(None, 30): 5, (None, 1): 9}).values()) == {0}


@pytest.mark.parametrize("seed", range(200))
def test_never_more_than_the_total_nor_increasing(seed):
    draw = random.Random(seed)
    strata = [None] if seed % 2 else ["east", "west", "north"]
    counts = {(stratum, band): draw.randint(1, 40) for stratum in strata for band in range(30, 0, -1) if draw.random() < 0.6}
    total = draw.randint(1, 100_000)
    weights = draw.choice([BY_NUMBER, ALIKE])
    shares = share(total, counts, weights)
    whole = sum(number * weights[band] for (_stratum, band), number in counts.items())
    assert sum(number * shares[cell] for cell, number in counts.items()) <= total
    for stratum in {stratum for stratum, _band in counts}:
        column = [shares[stratum, band] for band in range(30, 0, -1)]
        assert column == sorted(column, reverse=True)
    for (stratum, band), number in counts.items():
        exact = total * weights[band] / whole
        assert number and int(exact) <= shares[stratum, band] <= int(exact) + 1


def test_first_increase():
    assert supply_share.first_increase({30: 5, 29: 5, 7: 6, 1: 9}) == (29, 7)
    assert supply_share.first_increase({30: 5, 29: 4, 1: 4}) is None
