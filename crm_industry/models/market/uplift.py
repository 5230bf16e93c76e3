"""What a campaign brought, by comparing addressed customers with a control group drawn by lot. Knows nothing of the ORM."""

import math
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95
# Below so many customers in a group, or buyers in both together, an interval says little.
FEW_CUSTOMERS = 30
FEW_BUYERS = 10


@dataclass(frozen=True)
class Arm:
    """One group: its customers, how many of them bought, the mean and the sample variance of their margins."""

    size: int = 0
    buyers: int = 0
    mean: float = 0.0
    variance: float = 0.0


@dataclass(frozen=True)
class Uplift:
    """What all addressed customers brought beyond what they would have brought anyway; low and high are None where the groups
    are too small for an interval."""

    value: float
    low: float | None
    high: float | None


def uplift(treated, control):
    """Return the `Uplift` of the addressed customers, None without both groups.

    The difference of the means times the number of the addressed ones; interval of 95 % after Welch.
    """
    if not treated.size or not control.size:
        return None
    value = treated.size * (treated.mean - control.mean)
    if min(treated.size, control.size) < 2:
        return Uplift(value, None, None)
    first, second = treated.variance / treated.size, control.variance / control.size
    if first + second == 0:
        return Uplift(value, value, value)
    freedom = (first + second) ** 2 / (first**2 / (treated.size - 1) + second**2 / (control.size - 1))
    margin = treated.size * math.sqrt(first + second) * student_quantile((1 + CONFIDENCE) / 2, freedom)
    return Uplift(value, value - margin, value + margin)


def roi(amount, cost):
    """Return the return on a cost in percent, None where nothing was spent or the amount is unknown.

    >>> roi(1500.0, 1000.0)
    50.0
    """
    return None if amount is None or cost <= 0 else 100 * (amount - cost) / cost


def is_weak(treated, control):
    """Return whether the groups are too small for the figures to be relied on."""
    return min(treated.size, control.size) < FEW_CUSTOMERS or treated.buyers + control.buyers < FEW_BUYERS


def student_quantile(probability, freedom):
    """Return the quantile of Student's distribution, to four digits, for a probability above one half.

    Found by halving on the distribution itself, whose tail is an incomplete beta function.

    >>> round(student_quantile(0.975, 10), 3)
    2.228
    """
    if freedom > 1e6:
        return NormalDist().inv_cdf(probability)
    low, high = 0.0, 1000.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        tail = _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + middle**2)) / 2
        low, high = (middle, high) if 1 - tail < probability else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a, b, x):
    """Return the regularised incomplete beta function, by its continued fraction on the side where it converges fast."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a, b, x):
    """Return the continued fraction of the incomplete beta function, after Lentz."""
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    result = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return result
