"""What happened to the customers: random orders, invoices and payments, the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .documents import Invoice, Item, Order
from .world import USD_RATES

DAYS = 720
TERMS = (
    ((0, Fraction(1)),),
    ((30, Fraction(1)),),
    ((60, Fraction(1)),),
    ((15, Fraction(3, 10)), (75, Fraction(7, 10))),
)
# share of confirmed orders with each fate, in percent
FATES = {
    "billed": 40,
    "partly": 20,
    "drafted": 10,
    "deposit_open": 5,
    "deposit_draft": 2,
    "deposit_used": 4,
    "returned": 2,
    "unbilled": 17,
}


@dataclass(frozen=True)
class Customer:
    """:param home: index of the company that sells to it; ``contact``: its invoice address or itself"""

    partner: int
    contact: int
    home: int


class Story:
    """Draws documents.

    :param currencies: for each company (its currency id, its code); ``usd``: the dollar's id
    """

    def __init__(self, seed, today, currencies, usd):
        self.random = random.Random(seed)
        self.today = today
        self.currencies = currencies
        self.usd = usd

    def pick_customer(self, customers):
        """A few customers buy most: the first are drawn more often."""
        return customers[int(len(customers) * self.random.random() ** 1.7)]

    def company(self, customer):
        return customer.home if self.random.random() < 0.9 else self.random.randrange(3)

    def _currency(self, company):
        own, code = self.currencies[company]
        if self.random.random() < 0.1:
            return self.usd, Fraction(USD_RATES[code])
        return own, Fraction(1)

    def _day(self):
        return self.today - timedelta(int(DAYS * self.random.random() ** 1.5))

    def _item(self):
        item = Item(
            kind=self.random.choice(("service", "consu")),
            price=max(1, int(self.random.lognormvariate(9, 1))),
            tenths=self.random.choice((10, 10, 20, 30, 50, 100, 250, 15)),
        )
        item.delivered = self.random.choice((0, 0, item.tenths, item.tenths, item.tenths // 10 * 5, item.tenths + 10))
        return item

    def order(self, customer, company):
        """:return: (order, its fate)"""
        currency, rate = self._currency(company)
        state = self.random.choices(("sale", "draft", "cancel"), (75, 15, 10))[0]
        order = Order(
            customer=customer.partner,
            contact=customer.contact,
            day=self._day(),
            state=state,
            currency=currency,
            rate=rate,
            items=[self._item() for _index in range(self.random.choice((1, 1, 1, 2, 3)))],
        )
        if state == "cancel":
            return order, self.random.choices(("drafted", "unbilled"), (5, 95))[0]
        if state == "draft":
            return order, "unbilled"
        fate = self.random.choices(list(FATES), FATES.values())[0]
        if fate.startswith("deposit"):
            subtotal = sum(item.subtotal for item in order.items)
            order.deposit = Item("service", max(1, subtotal // 5), 10, deposit=True)
        return order, fate

    def invoices_of(self, order, fate, name):
        """:return: the invoices of a written order, whose items have their line ids"""
        full = [item.billing(item.tenths) for item in order.items]
        if fate == "billed":
            return [self._bill(order, name, full)]
        if fate == "drafted":
            return [self._bill(order, name, full + self._freight(), state="draft")]
        if fate == "partly":
            return self._partial(order, name)
        if fate == "returned":
            back = [item.billing(max(1, item.tenths // 2)) for item in order.items[:1]]
            return [self._bill(order, name, full), self._bill(order, name, back, sign=-1)]
        if fate.startswith("deposit"):
            return self._deposit(order, fate, name, full)
        return []

    def _partial(self, order, name):
        first = [item.billing(max(1, item.tenths * 2 // 5)) for item in order.items]
        bills = [self._bill(order, name, first)]
        if self.random.random() < 0.2:
            rest = [item.billing(item.tenths - part.tenths) for item, part in zip(order.items, first, strict=True)]
            bills.append(self._bill(order, name, rest, state="draft"))
        return bills

    def _deposit(self, order, fate, name, full):
        state = "draft" if fate == "deposit_draft" else "posted"
        bills = [self._bill(order, name, [order.deposit.billing(10)], state=state)]
        if fate == "deposit_used":
            bills.append(self._bill(order, name, [*full, order.deposit.billing(-10)]))
        return bills

    def _freight(self):
        """A tenth of the drafts also bill something that was not ordered."""
        return [Item("service", 5_000, 10)] if self.random.random() < 0.1 else []

    def _bill(self, order, name, items, *, state="posted", sign=1):
        day = min(self.today, order.day + timedelta(self.random.randrange(40)))
        return Invoice(
            customer=order.customer,
            contact=order.contact,
            day=day,
            state=state,
            currency=order.currency,
            rate=order.rate,
            items=items,
            sign=sign,
            terms=self.random.choice(TERMS),
            open_share=self._open_share(day, state),
            origin=name,
        )

    def _open_share(self, day, state):
        """Recent invoices are mostly open, old ones mostly paid."""
        if state != "posted":
            return Fraction(1)
        weights = (85, 3, 12) if (self.today - day).days < 30 else (10, 3, 87)
        return self.random.choices((Fraction(1), Fraction(1, 2), Fraction(0)), weights)[0]

    def invoice(self, customer, company):
        """:return: an invoice or credit note without an order"""
        currency, rate = self._currency(company)
        state = self.random.choices(("posted", "draft", "cancel"), (93, 5, 2))[0]
        day = self._day()
        return Invoice(
            customer=customer.partner,
            contact=customer.contact,
            day=day,
            state=state,
            currency=currency,
            rate=rate,
            items=[self._item()],
            sign=-1 if self.random.random() < 0.04 else 1,
            terms=self.random.choice(TERMS),
            open_share=self._open_share(day, state),
        )
