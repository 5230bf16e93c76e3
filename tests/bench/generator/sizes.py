"""How much of everything a generated database holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of records to make.

    ``invoices`` counts customer invoices and credit notes, not payments.
    """

    customers: int
    orders: int
    invoices: int


SIZES = {
    "S": Size(customers=200, orders=600, invoices=2_000),
    "M": Size(customers=20_000, orders=60_000, invoices=200_000),
    "L": Size(customers=200_000, orders=600_000, invoices=2_000_000),
}
