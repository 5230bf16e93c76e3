"""Arithmetic of customer statements; amounts are in company currency."""

from itertools import accumulate

# Name of each ageing bucket and the most days after the due date that it takes, as in the exposure.
BUCKETS = (
    ("current", 0),
    ("age_1_30", 30),
    ("age_31_60", 60),
    ("age_61_90", 90),
    ("age_91_180", 180),
    ("age_over_180", None),
)


def bucket_of(amount, days):
    """The bucket of an open item; credits are not allocated to any age.

    >>> bucket_of(5.0, 30), bucket_of(5.0, 31), bucket_of(5.0, 999), bucket_of(-5.0, 31)
    ('age_1_30', 'age_31_60', 'age_over_180', 'unallocated')
    """
    if amount < 0:
        return "unallocated"
    return next(name for name, most in BUCKETS if most is None or days <= most)


def ageing(items, rounded):
    """Sums of open items by bucket.

    :param items: (amount, days after the due date)
    :param rounded: function that rounds an amount to the currency
    """
    sums = dict.fromkeys([*(name for name, _most in BUCKETS), "unallocated"], 0.0)
    for amount, days in items:
        sums[bucket_of(amount, days)] += amount
    return {name: rounded(amount) for name, amount in sums.items()}


def running(opening, amounts, rounded):
    """The balance after each amount.

    >>> running(10.0, [0.1, 0.2, -5], lambda amount: round(amount, 2))
    [10.1, 10.3, 5.3]
    """
    return [rounded(balance) for balance in accumulate(amounts, initial=opening)][1:]
