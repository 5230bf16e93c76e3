"""How much trade a generated database holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of customers and of orders; an order has 3.3 lines on average."""

    customers: int
    orders: int

    @classmethod
    def of(cls, name):
        """:param name: a letter of SIZES, or a number of customers"""
        if name in SIZES:
            return SIZES[name]
        return cls(customers=int(name), orders=3 * int(name))


SIZES = {
    "G": Size(customers=200_000, orders=606_000),
    "H": Size(customers=1_000_000, orders=3_030_000),
}
