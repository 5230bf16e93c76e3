"""Plain documents of the generated story. Amounts are whole cents, quantities whole tenths."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .world import TAX_PERCENT


def rounded(amount):
    """:return: a Fraction rounded half away from zero to a whole number"""
    whole = int(abs(amount) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


@dataclass
class Item:
    """Goods on an order or invoice: ``price`` without tax for one unit.

    :param order_line: id of the order line that an invoice item bills, if any
    :param deposit: whether it is a down payment (or, with a negative quantity, its deduction)
    """

    kind: str
    price: int
    tenths: int
    delivered: int = 0
    order_line: int = None
    deposit: bool = False
    subtotal: int = field(init=False)
    tax: int = field(init=False)

    def __post_init__(self):
        self.subtotal = rounded(Fraction(self.price * self.tenths, 10))
        self.tax = rounded(Fraction(self.subtotal * TAX_PERCENT, 100))

    @property
    def total(self):
        return self.subtotal + self.tax

    def billing(self, tenths):
        """:return: an invoice item over a part of this order item"""
        return Item(self.kind, self.price, tenths, order_line=self.order_line, deposit=self.deposit)


@dataclass
class Order:
    """:param contact: the invoice address; ``rate``: units of its currency for one of the company's"""

    customer: int
    contact: int
    day: date
    state: str
    currency: int
    rate: Fraction
    items: list
    deposit: Item = None


@dataclass
class Invoice:
    """A customer invoice, or a credit note when ``sign`` is -1.

    :param open_share: part that is not paid yet
    :param terms: list of (days until due, share of the total)
    """

    customer: int
    contact: int
    day: date
    state: str
    currency: int
    rate: Fraction
    items: list
    sign: int = 1
    open_share: Fraction = Fraction(1)
    terms: tuple = ((30, Fraction(1)),)
    origin: str = None
