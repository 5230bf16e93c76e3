"""Sharing customers out among people and days. No Odoo here."""

import heapq
from datetime import timedelta

LONGEST_PLAN = timedelta(days=730)


def share_evenly(weights, people):
    """Deal customers so that each person gets about the same value, and about the same number where there is no value.

    Best first, each to whoever has the least so far.

    :param weights: {customer: value, not negative}
    :param people: list, not empty; of two with the same value and number the first one gets the next customer
    :return: {customer: person}
    """
    heap = [(0, 0, place) for place in range(len(people))]
    heapq.heapify(heap)
    dealt = {}
    for customer, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        value, number, place = heapq.heappop(heap)
        dealt[customer] = people[place]
        heapq.heappush(heap, (value + weight, number + 1, place))
    return dealt


def spread_over_days(count, per_day, first, days_off):
    """Return the day of each of ``count`` contacts, ``per_day`` of them on a working day, from ``first`` on.

    :param days_off: whether a day is not worked on; a plan longer than two years ends with its last day
    """
    days, day = [], first
    while len(days) < count:
        if day - first >= LONGEST_PLAN:
            return days + [day] * (count - len(days))
        if not days_off(day):
            days += [day] * min(per_day, count - len(days))
        day += timedelta(days=1)
    return days
