from collections import defaultdict, namedtuple

# `moves`: ids of the invoices that the promise is about, empty for all; `created`: when the promise was noted.
Promise = namedtuple("Promise", "id partner date created limit amount moves")
Payment = namedtuple("Payment", "partner move date created amount")


def covers(promise, payment):
    """Whether a payment may count for a promise; what was matched before the promise was noted doesn't.

    >>> from datetime import date, datetime
    >>> noted, later = datetime(2024, 1, 5, 9), datetime(2024, 1, 5, 10)
    >>> promise = Promise(1, 7, date(2024, 1, 5), noted, date(2024, 1, 9), 50, frozenset())
    >>> covers(promise, Payment(7, 3, date(2024, 1, 5), later, 10))
    True
    >>> covers(promise, Payment(7, 3, date(2024, 1, 5), datetime(2024, 1, 5, 8), 10))
    False
    >>> covers(promise, Payment(7, 3, date(2024, 1, 6), datetime(2024, 1, 5, 8), 10))
    False
    >>> covers(promise, Payment(7, 3, date(2024, 1, 10), later, 10))
    False
    """
    if promise.partner != payment.partner or not promise.date <= payment.date <= promise.limit:
        return False
    if promise.moves and payment.move not in promise.moves:
        return False
    return payment.created >= promise.created


def allocate(promises, payments, rounding=0.01):
    """Give each payment to the promises it may fulfil, the one due first and those that name invoices first.

    :return: amount paid, by id of the promise

    >>> from datetime import date, datetime
    >>> noted = datetime(2024, 1, 1)
    >>> first = Promise(1, 7, date(2024, 1, 1), noted, date(2024, 1, 9), 50, frozenset())
    >>> second = Promise(2, 7, date(2024, 1, 1), noted, date(2024, 1, 20), 50, frozenset())
    >>> allocate([first, second], [Payment(7, 3, date(2024, 1, 8), noted, 60)])
    {1: 50, 2: 10}
    """
    paid = {promise.id: 0 for promise in promises}
    by_partner = defaultdict(list)
    for promise in sorted(promises, key=lambda promise: (promise.limit, not promise.moves, promise.id)):
        by_partner[promise.partner].append(promise)
    for payment in sorted(payments, key=lambda payment: payment.date):
        left = payment.amount
        for promise in by_partner[payment.partner]:
            if left < rounding / 2:
                break
            if covers(promise, payment):
                part = min(left, promise.amount - paid[promise.id])
                paid[promise.id] += part
                left -= part
    return paid
