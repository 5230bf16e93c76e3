"""Sharing out a target in whole units (cents, or the smallest quantity), so that the parts make up the whole exactly.

Plain functions without Odoo. Amounts are integers of the smallest unit; nothing is lost or made by rounding.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


class CannotShare(ValueError):
    """The fixed parts leave too little, or no part is free to take the rest.

    :param key: of the node whose parts can't make up its total; None outside of a tree
    """

    def __init__(self, key=None):
        super().__init__(f"The parts of {key} cannot make up its total.")
        self.key = key


@dataclass(frozen=True)
class Node:
    """A node of a tree of targets; a fixed one keeps its units when its siblings change."""

    key: object
    units: int
    fixed: bool = False
    children: tuple = ()


def to_units(amount, rounding):
    """Return an amount as a whole number of the smallest unit, halves away from zero.

    >>> to_units(12.345, 0.01), to_units(0.1 + 0.2, 0.01), to_units(7, 0.05)
    (1235, 30, 140)
    """
    exact = Decimal(repr(float(amount))) / Decimal(repr(float(rounding)))
    return int(exact.to_integral_value(ROUND_HALF_UP))


def to_amount(units, rounding):
    """Return the amount of a whole number of units, as Decimal.

    >>> to_amount(1235, 0.01)
    Decimal('12.35')
    """
    return units * Decimal(repr(float(rounding)))


def share(total, weights):
    """Return whole numbers in proportion to the weights that add up to the total, by largest remainders.

    Weights below zero, like a month with more returns than sales, count as none; without any weight all parts are even. Of
    equal remainders the first gets the unit.

    >>> share(100, [1, 1, 1]), share(10, [-5, 0, 3]), share(7, [0, 0])
    ([34, 33, 33], [0, 0, 10], [4, 3])

    :param int total: 0 or more
    :param weights: numbers; at least one unless the total is 0
    :raise CannotShare: there is nothing to share among, or the total is below zero
    """
    if total < 0 or (total and not weights):
        raise CannotShare
    exact = [max(Fraction(weight or 0), Fraction(0)) for weight in weights]
    whole = sum(exact)
    if not whole:
        exact, whole = [Fraction(1)] * len(exact), len(exact)
    exact = [total * weight / whole for weight in exact]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def reshare(total, parts, fixed=()):
    """Return the parts of a new total: fixed ones as they are, the others in proportion to what they were.

    :param parts: whole numbers
    :param fixed: indexes of the parts that stay
    :raise CannotShare: the fixed ones are more than the total, or less and no other part is there
    """
    free = [index for index in range(len(parts)) if index not in set(fixed)]
    rest = total - sum(parts[index] for index in fixed)
    result = list(parts)
    for index, part in zip(free, share(rest, [parts[index] for index in free]), strict=True):
        result[index] = part
    return result


def spread(node, total):
    """Return {key: units} of a node that gets a new total and of everything below that changes by it.

    :raise CannotShare: fixed parts stand in the way; ``key`` names the node they belong to
    """
    changed = {node.key: total}
    if not node.children:
        return changed
    fixed = [index for index, child in enumerate(node.children) if child.fixed]
    try:
        parts = reshare(total, [child.units for child in node.children], fixed)
    except CannotShare:
        raise CannotShare(node.key) from None
    for child, part in zip(node.children, parts, strict=True):
        if part != child.units:
            changed |= spread(child, part)
    return changed
