"""What the demo customers bought, and what has become of it. Pure Python, decided before a record is made."""

import bisect
import datetime
import itertools

from . import catalogue
from .demo_world import DemoOrder, DemoPayment

# Sales of a month relative to the mean: the spring festival and the summer are quiet, the year's end is not.
SEASON = (1.25, 0.55, 0.95, 0.95, 1.0, 1.1, 0.85, 0.9, 1.15, 0.9, 1.25, 1.3)
GROWTH = 1.5  # a year
WEEKDAY = (1.15, 1.1, 1.0, 1.0, 1.0, 0.25, 0.08)
TERM_DAYS = {"cash": 0, "15": 15, "30": 30, "60": 60, "90": 90}
# days after the due date: earliest, latest
DELAY = {"cash": (0, 1), "good": (-6, 0), "normal": (-2, 14), "late": (8, 65), "poor": (25, 170), "stopped": (0, 20)}
# part payments are still open for so many days, then settled
PART_PAYERS = {"normal": 45, "late": 150, "poor": 240}
STOPPED_SINCE = 320
QUOTED_DAYS = 35
BACKLOG_DAYS = 45
STEADY_ORDERS = 27


def plan_orders(world):
    """Return the list of DemoOrder of all customers, oldest first."""
    rng = world.random("orders")
    calendar = _Calendar(world.today)
    counts = _order_counts(rng, world)
    orders = []
    for customer, count in zip(world.customers, counts, strict=True):
        orders += [
            _plan_order(rng, world, customer, calendar.moment(rng, customer, (index + rng.random()) / count))
            for index in range(count)
        ]
    orders.sort(key=lambda order: order.date)
    for order in orders:
        _plan_outcome(rng, world, order)
    _mark_special(rng, orders, world)
    return orders


class _Calendar:
    """Days weighted by season and weekday, so that evenly drawn shares fall where business is done."""

    def __init__(self, today):
        first = today - datetime.timedelta(days=1900)
        self.today = today
        self.days = [first + datetime.timedelta(days=number) for number in range(1901)]
        self.weights = list(itertools.accumulate(self._weight(day) for day in self.days))

    def _weight(self, day):
        growth = GROWTH ** ((day - self.today).days / 365)
        return SEASON[day.month - 1] * WEEKDAY[day.weekday()] * growth

    def moment(self, rng, customer, share):
        """Return the time (UTC) at this share of the customer's lifetime, within the working hours of Shanghai."""
        low = self.weights[1900 - customer.first_day]
        high = self.weights[1900 - customer.last_day]
        day = self.days[min(bisect.bisect_left(self.weights, low + share * (high - low)), 1900)]
        minutes = rng.randint(30, 10 * 60) if day < self.today else rng.randint(0, 30)
        return datetime.datetime.combine(day, datetime.time(0, 30)) + datetime.timedelta(minutes=minutes)


def _order_counts(rng, world):
    """Return the number of orders of each customer; they add up to the number asked for."""
    counts = [0] * len(world.customers)
    counts[0] = min(STEADY_ORDERS, world.order_count // 5)
    positions = range(1, len(counts))
    weights = [customer.weight for customer in world.customers[1:]]
    for position in rng.choices(positions, weights, k=world.order_count - counts[0]):
        counts[position] += 1
    return counts


def _plan_order(rng, world, customer, moment):
    target = customer.order_size * rng.lognormvariate(0, 0.45)
    # a gentle growth over the years
    target *= 1 - 0.1 * (world.today - moment.date()).days / 365
    goods = [row for row in catalogue.PRODUCTS[customer.trade] if row[3] * row[5] <= target]
    goods = goods or [min(catalogue.PRODUCTS[customer.trade], key=lambda row: row[3] * row[5])]
    chosen = rng.sample(goods, min(len(goods), rng.choice((1, 1, 2, 2, 3, 4))))
    shares = [rng.uniform(0.5, 1.5) for _ in chosen]
    lines = []
    for (code, _name, _local, price, _cost, pack), share in zip(chosen, shares, strict=True):
        packs = max(1, round(target * share / sum(shares) / price / pack))
        lines.append((code, packs * pack))
    if customer.trade != "tobacco" and customer.kind != "export" and rng.random() < 0.14:
        code, *_names, _price, _cost, pack = rng.choice(catalogue.PRODUCTS["office"])
        lines.append((code, pack * rng.randint(1, 3)))
    if customer.kind in ("dealer", "operator", "4s") and rng.random() < 0.1:
        lines.append((rng.choice(catalogue.PRODUCTS["service"])[0], rng.randint(1, 3)))
    return DemoOrder(customer, moment, lines)


def _plan_outcome(rng, world, order):
    """Decide delivery, invoice and payment; what would lie in the future has not happened yet."""
    age = (world.today - order.date.date()).days
    if age <= QUOTED_DAYS and rng.random() < 0.33:
        order.fate = rng.choice(("draft", "sent", "sent"))
        return
    if rng.random() < 0.035:
        order.fate = "cancel"
        return
    delivered = order.date.date() + datetime.timedelta(days=rng.choice((1, 1, 2, 3, 5)))
    invoiced = delivered + datetime.timedelta(days=rng.choice((0, 0, 1, 2)))
    if age <= BACKLOG_DAYS and rng.random() < 0.5:
        # a backlog: waiting for goods or for the bookkeeper
        delivered = delivered if rng.random() < 0.4 else world.today + datetime.timedelta(days=rng.randint(1, 12))
        invoiced = world.today + datetime.timedelta(days=1)
    if delivered <= world.today:
        order.delivered = delivered
    if invoiced <= world.today:
        order.invoiced = invoiced
        order.payment = _plan_payment(rng, world, order)


def _plan_payment(rng, world, order):
    payer = order.customer.payer
    due = order.invoiced + datetime.timedelta(days=TERM_DAYS[order.customer.term])
    date = due + datetime.timedelta(days=rng.randint(*DELAY[payer]))
    share = 1.0
    draw = rng.random()
    if payer == "stopped" and order.invoiced > world.day(STOPPED_SINCE):
        return None
    if payer == "poor" and draw < 0.2 and order.invoiced > world.day(330):
        return None
    if payer in PART_PAYERS and draw < 0.3 and order.invoiced > world.day(PART_PAYERS[payer]):
        share = rng.choice((0.3, 0.5, 0.6))
    date = max(date, order.invoiced)
    return DemoPayment(date, share) if date <= world.today else None


def _mark_special(rng, orders, world):
    """Choose the orders that show down payment, partial delivery, draft invoice and return."""
    part = max(1, len(orders) // 250)
    backlog = [order for order in orders if order.fate == "done" and not order.delivered]
    for number, order in enumerate(_choose(rng, backlog, part)):
        order.fate, order.invoiced = "down_payment", order.date.date()
        order.payment = None if number % 2 else DemoPayment(order.invoiced)
    for order in _choose(rng, [order for order in backlog if order.fate == "done" and _is_large(order)], part):
        order.fate, order.delivered = "partial", world.today
    waiting = [order for order in orders if order.fate == "done" and order.delivered and not order.invoiced]
    for order in _choose(rng, waiting, part):
        order.fate = "draft_invoice"
    settled = [order for order in orders if order.payment and order.fate == "done" and _is_returnable(order)]
    for order in _choose(rng, [order for order in settled if world.day(400) < order.invoiced < world.day(12)], part + 1):
        order.fate, order.returned = "return", order.invoiced + datetime.timedelta(days=rng.randint(4, 11))


def _choose(rng, orders, count):
    return rng.sample(orders, min(len(orders), count))


def _is_large(order):
    return any(quantity > 5 for _code, quantity in order.lines)


def _is_returnable(order):
    """Whether an order has goods invoiced by delivered quantity, so that a return leads to a credit note."""
    return any(code in catalogue.DELIVERED_POLICY and quantity > 3 for code, quantity in order.lines)
