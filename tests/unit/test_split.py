"""Grades by whole-number weights: the published table, and what must hold for any ranking."""

import importlib.util
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import paths

SPEC = importlib.util.spec_from_file_location("split", paths.REPOSITORY / "crm_grading/tools/split.py")
split = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(split)

DEFAULT = [1, 4, 10, 4, 1]
TABLE = {
    1: [0, 0, 1, 0, 0],
    3: [0, 1, 1, 1, 0],
    5: [0, 1, 3, 1, 0],
    7: [0, 2, 3, 2, 0],
    10: [1, 2, 5, 2, 0],
    11: [1, 2, 5, 2, 1],
    20: [1, 4, 10, 4, 1],
    25: [1, 5, 13, 5, 1],
    100: [5, 20, 50, 20, 5],
}
WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any)
SCORES = st.lists(st.integers(0, 12), min_size=1, max_size=60)
TIES = st.sampled_from(split.TIES)


def grades(scores, weights, ties="average", method=split.MID_RANK):
    """Class of each score, from the definition of the rank."""
    bounds = split.bounds(len(scores), weights, method)
    found = []
    for score in scores:
        low = 1 + sum(other > score for other in scores)
        high = sum(other >= score for other in scores)
        found.append(split.class_at(split.position(low, high, ties), bounds))
    return found


def by_fractions(rank, size, weights):
    """The rule as it is written: the first class whose share the middle of the rank does not pass."""
    middle, reached = Fraction(2 * rank - 1, 2 * size), Fraction(0)
    for number, weight in enumerate(weights):
        reached += Fraction(weight, sum(weights))
        if middle <= reached:
            return number
    raise AssertionError("no class")


@pytest.mark.parametrize("size", TABLE)
def test_the_table(size):
    assert split.counts(size, DEFAULT) == TABLE[size]


def test_every_size_adds_up_and_no_grade_loses():
    before = [0] * 5
    for size in range(2001):
        counts = split.counts(size, DEFAULT)
        assert sum(counts) == size
        assert all(now >= then for now, then in zip(counts, before, strict=True)), size
        before = counts


def test_other_weights_may_lower_a_count():
    counts = [split.counts(size, [1] * 5) for size in range(30)]
    assert any(now < then for a, b in zip(counts, counts[1:], strict=False) for then, now in zip(a, b, strict=True))


def test_ties():
    assert grades([7] * 20, DEFAULT) == [2] * 20
    assert grades([7] * 20, DEFAULT, "best") == [0] * 20
    assert grades([7] * 20, DEFAULT, "worst") == [4] * 20
    assert grades([9] + [0] * 19, DEFAULT) == [0] + [2] * 19


def test_largest_remainder():
    assert split.counts(6, DEFAULT, split.LARGEST_REMAINDER) == [1, 1, 3, 1, 0]
    assert split.counts(7, DEFAULT, split.LARGEST_REMAINDER) == [0, 2, 4, 1, 0]
    assert split.counts(20, DEFAULT, split.LARGEST_REMAINDER) == [1, 4, 10, 4, 1]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 2], [1, 2.5]])
def test_senseless_weights_are_refused(weights):
    with pytest.raises(ValueError):
        split.bounds(10, weights)


def test_senseless_size_is_refused():
    with pytest.raises(ValueError):
        split.bounds(-1, DEFAULT)


@given(st.integers(0, 2000), WEIGHTS, st.sampled_from([split.MID_RANK, split.LARGEST_REMAINDER]))
def test_counts_add_up(size, weights, method):
    counts = split.counts(size, weights, method)
    assert sum(counts) == size and min(counts) >= 0


@given(st.integers(1, 400), WEIGHTS)
def test_mid_rank_is_the_rule_in_fractions(size, weights):
    bounds = split.bounds(size, weights)
    found = [split.class_at(2 * rank - 1, bounds) for rank in range(1, size + 1)]
    assert found == [by_fractions(rank, size, weights) for rank in range(1, size + 1)]


@given(st.integers(1, 10**7), WEIGHTS)
def test_largest_remainder_is_within_one_of_the_quota(size, weights):
    for count, weight in zip(split.counts(size, weights, split.LARGEST_REMAINDER), weights, strict=True):
        assert abs(count - Fraction(size * weight, sum(weights))) < 1


@given(SCORES, WEIGHTS, TIES, st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(scores, weights, ties, random):
    shuffled = list(range(len(scores)))
    random.shuffle(shuffled)
    found = grades([scores[index] for index in shuffled], weights, ties)
    expected = grades(scores, weights, ties)
    assert found == [expected[index] for index in shuffled]


@settings(max_examples=300)
@given(SCORES, WEIGHTS, TIES, st.data())
def test_a_higher_score_never_lowers_the_own_grade(scores, weights, ties, data):
    index = data.draw(st.integers(0, len(scores) - 1))
    better = list(scores)
    better[index] += data.draw(st.integers(1, 12))
    assert grades(better, weights, ties)[index] <= grades(scores, weights, ties)[index]


@given(SCORES, WEIGHTS, TIES)
def test_better_scores_never_have_a_worse_grade_and_equal_ones_the_same(scores, weights, ties):
    pairs = sorted(zip(scores, grades(scores, weights, ties), strict=True), reverse=True)
    assert all(a[1] <= b[1] for a, b in zip(pairs, pairs[1:], strict=False))
    assert len(set(pairs)) == len(set(scores))
