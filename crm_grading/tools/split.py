"""Cutting a ranking into classes by whole-number weights, in integers only.

Rows are ranked from the best (rank 1) to the worst (rank n). A row, or a block of equal rows lo..hi, has a *position*:
twice its rank less one, by the tie policy (see `position`). Class g, counted from 0 for the best, takes the positions up
to its *bound*; the first class whose bound reaches a position is the row's class.

With weights w, their sum W and their running sums C the mid-rank rule is (2r - 1) · W <= 2 · n · C_g, so the bound of
class g is 2 · n · C_g // W. A half goes to the better class.
"""

from bisect import bisect_left
from itertools import accumulate

MID_RANK = "mid_rank"
LARGEST_REMAINDER = "largest_remainder"
TIES = ("average", "best", "worst")


def bounds(size, weights, method=MID_RANK):
    """Return the highest position of each class, best class first.

    :param int size: number of ranked rows, 0 or more
    :param weights: whole numbers, one for each class, none negative and not all zero
    :param method: `MID_RANK` or `LARGEST_REMAINDER`
    :raise ValueError: the weights or the size make no sense
    """
    total = _checked_total(size, weights)
    if method == LARGEST_REMAINDER:
        return [2 * last for last in accumulate(_remainder_counts(size, weights, total))]
    return [2 * size * reached // total for reached in accumulate(weights)]


def counts(size, weights, method=MID_RANK):
    """Return how many of `size` rows without ties each class gets, best class first."""
    lasts = [(bound + 1) // 2 for bound in bounds(size, weights, method)]
    return [last - before for before, last in zip([0, *lasts], lasts, strict=False)]


def position(low, high, ties="average"):
    """Return the position of the rows that share the ranks `low` to `high`."""
    if ties == "best":
        return 2 * low - 1
    if ties == "worst":
        return 2 * high - 1
    return low + high - 1


def class_at(place, class_bounds):
    """Return the index, 0 for the best, of the class that takes the position `place`."""
    return bisect_left(class_bounds, place)


def split_sql(place, size, weights):
    """SQL of the class by the mid-rank rule, an integer from 1 for the best.

    :param SQL place: integer expression of the position, see `position`
    :param SQL size: integer expression of the number of ranked rows
    :param weights: as in `bounds`
    :rtype: SQL
    """
    from odoo.tools import SQL  # the integers above serve without Odoo

    total = _checked_total(0, weights)
    steps = [
        SQL("WHEN %s <= 2 * (%s)::bigint * %s / %s THEN %s", place, size, reached, total, number)
        for number, reached in enumerate(accumulate(weights), 1)
    ]
    return SQL("CASE %s END", SQL(" ").join(steps))


def _checked_total(size, weights):
    """Return the sum of the weights; refuse what can't be split."""
    if size < 0:
        raise ValueError("The number of rows to split can't be negative.")
    if any(weight != int(weight) or weight < 0 for weight in weights):
        raise ValueError("Weights of a split are whole numbers from 0 on.")
    total = sum(weights)
    if not total:
        raise ValueError("A split needs a weight above 0.")
    return total


def _remainder_counts(size, weights, total):
    """Whole parts first, the rows left over go to the largest remainders, the better class first."""
    parts = [divmod(size * weight, total) for weight in weights]
    left = size - sum(whole for whole, _remainder in parts)
    order = sorted(range(len(parts)), key=lambda index: (-parts[index][1], index))
    lucky = set(order[:left])
    return [whole + (index in lucky) for index, (whole, _remainder) in enumerate(parts)]
