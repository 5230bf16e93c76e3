"""Cutting a ranking by whole-number weights, the long way round: row by row, in whole numbers."""

import pandas


def class_of(values, weights):
    """The class of each value by the mid-rank rule, 1 for the largest values; equal values share the middle rank.

    :param values: Series without missing values
    """
    size, whole = len(values), sum(weights)
    low = values.rank(method="min", ascending=False).astype(int)
    high = values.rank(method="max", ascending=False).astype(int)
    reached = [sum(weights[: number + 1]) for number in range(len(weights))]

    def first(place):
        return next(number for number, sums in enumerate(reached, 1) if place * whole <= 2 * size * sums)

    return pandas.Series([first(place) for place in (low + high - 1)], index=values.index)


def by_share(values):
    """:return: Series: the sum of all values that are larger"""
    ordered = values.sort_values(ascending=False)
    before = ordered.cumsum() - ordered
    return before.groupby(ordered).transform("min").reindex(values.index)
