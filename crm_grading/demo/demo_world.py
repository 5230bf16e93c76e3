"""Plain containers that the steps of the demo company pass to one another; nothing here knows the ORM."""

import datetime
import random
from dataclasses import dataclass, field


@dataclass
class DemoCustomer:
    """A customer to be made, with the habits that decide its orders and payments."""

    name: str
    trade: str
    kind: str
    values: dict
    contacts: list = field(default_factory=list)
    weight: float = 1.0
    order_size: float = 10000.0
    payer: str = "normal"
    term: str = "30"
    first_day: int = 730
    last_day: int = 0
    record: object = None


@dataclass
class DemoPayment:
    """Money received: date and share of the invoice total."""

    date: datetime.date
    share: float = 1.0


@dataclass
class DemoOrder:
    """An order and what has become of it; dates beyond today are things that have not happened yet."""

    customer: DemoCustomer
    date: datetime.datetime
    lines: list
    fate: str = "done"
    delivered: datetime.date = None
    invoiced: datetime.date = None
    returned: datetime.date = None
    payment: DemoPayment = None
    record: object = None
    rate: float = 1.0
    invoice: object = None
    credit_note: object = None


@dataclass
class DemoWorld:
    """Everything that one run of the loader knows; `notes` is for what the addons leave to their own later steps."""

    seed: int
    today: datetime.date
    customer_count: int
    order_count: int
    company: object = None
    users: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    terms: dict = field(default_factory=dict)
    pricelists: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)
    customers: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    receipts: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)

    def random(self, topic):
        """Return a generator of its own for each topic, so that a change in one does not move the others."""
        return random.Random(f"{self.seed}/{topic}")

    def day(self, ago):
        """Return the date so many days before today."""
        return self.today - datetime.timedelta(days=ago)
