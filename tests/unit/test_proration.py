"""Monthly prices day by day: against a calendar that is walked through a day at a time."""

import calendar
import doctest
import importlib.util
import sys
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import paths

SPEC = importlib.util.spec_from_file_location("proration", paths.REPOSITORY / "crm_industry/tools/proration.py")
proration = importlib.util.module_from_spec(SPEC)
sys.modules["proration"] = proration
SPEC.loader.exec_module(proration)

BILL_DAYS = st.integers(1, 28)
DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))
SPANS = st.integers(0, 800)
CENTS = st.integers(0, 10**7)
ONE = timedelta(days=1)


def cycle_days_by_calendar(bill_day, day):
    """Walk back to the bill day and forth to the day before the next one; count."""
    count, back, forth = 1, day, day + ONE
    while back.day != bill_day:
        back, count = back - ONE, count + 1
    while forth.day != bill_day:
        forth, count = forth + ONE, count + 1
    return count


def price_by_calendar(fee, bill_day, first, after):
    """Add up day after day."""
    total, day = Fraction(0), first
    while day < after:
        total += Fraction(fee) / cycle_days_by_calendar(bill_day, day)
        day += ONE
    return total


def test_examples_in_the_text():
    assert doctest.testmod(proration).failed == 0


@given(BILL_DAYS, DAYS)
def test_a_cycle_begins_on_the_bill_day_and_holds_its_day(bill_day, day):
    first, after = proration.cycle_of(bill_day, day)
    assert first.day == after.day == bill_day
    assert first <= day < after
    assert (after - first).days == cycle_days_by_calendar(bill_day, day)
    assert (after - first).days == calendar.monthrange(first.year, first.month)[1]


@settings(max_examples=200, deadline=None)
@given(CENTS, BILL_DAYS, DAYS, SPANS)
def test_price_is_that_of_the_calendar(cents, bill_day, first, span):
    fee, after = Fraction(cents, 100), first + span * ONE
    assert proration.price(fee, bill_day, first, after) == price_by_calendar(fee, bill_day, first, after)


@settings(max_examples=200, deadline=None)
@given(CENTS, BILL_DAYS, DAYS, SPANS, SPANS)
def test_what_is_before_and_what_is_after_a_change_add_up(cents, bill_day, first, before, behind):
    """A plan that is changed to itself costs what it cost."""
    fee, change, after = Fraction(cents, 100), first + before * ONE, first + (before + behind) * ONE
    whole = proration.price(fee, bill_day, first, after)
    assert proration.price(fee, bill_day, first, change) + proration.price(fee, bill_day, change, after) == whole


@given(CENTS, BILL_DAYS, DAYS)
def test_a_whole_cycle_costs_the_fee(cents, bill_day, day):
    fee = Fraction(cents, 100)
    assert proration.price(fee, bill_day, *proration.cycle_of(bill_day, day)) == fee


@given(BILL_DAYS, DAYS, SPANS)
def test_parts_follow_one_another(bill_day, first, span):
    after = first + span * ONE
    found = proration.parts(bill_day, first, after)
    assert sum(part.days for part in found) == span
    edges = [first, *(part.after for part in found)]
    assert [part.first for part in found] == edges[: len(found)]
    assert edges[-1] == after if span else not found


@pytest.mark.parametrize("bill_day", range(1, 29))
@pytest.mark.parametrize("year", [1900, 2000, 2024, 2025, 2100])
def test_every_day_of_leap_years_and_others(bill_day, year):
    day = date(year, 1, 1)
    while day.year == year:
        _first, after = proration.cycle_of(bill_day, day)
        assert proration.price(31, bill_day, day, after) == price_by_calendar(31, bill_day, day, after)
        day += ONE


@pytest.mark.parametrize(
    "bill_day, first, after, days, cycle_days",
    [
        (1, date(2024, 2, 29), date(2024, 3, 1), 1, 29),
        (1, date(2023, 2, 28), date(2023, 3, 1), 1, 28),
        (28, date(2024, 2, 28), date(2024, 3, 28), 29, 29),
        (28, date(2023, 2, 28), date(2023, 3, 28), 28, 28),
        (15, date(2023, 12, 31), date(2024, 1, 15), 15, 31),
        (5, date(2026, 3, 16), date(2026, 4, 5), 20, 31),
    ],
)
def test_known_days(bill_day, first, after, days, cycle_days):
    assert proration.months(bill_day, first, after) == Fraction(days, cycle_days)


def test_amounts_are_taken_as_they_are_written():
    assert proration.exact(129.9) == Fraction(1299, 10)
    assert proration.exact(7) == 7


@pytest.mark.parametrize("bill_day", [0, 29, 31, -1])
def test_no_such_bill_day(bill_day):
    with pytest.raises(ValueError, match="no bill day"):
        proration.cycle_of(bill_day, date(2026, 1, 1))


def test_no_days_cost_nothing():
    assert proration.parts(5, date(2026, 1, 1), date(2026, 1, 1)) == []
    assert proration.price(100, 5, date(2026, 1, 2), date(2026, 1, 1)) == 0
