"""Histories of subscriptions, made by their steps, and what their months come to: worked out by hand, day by day."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytz

CONNECTED = {"active", "suspended", "pending_terminate"}
AFTER = {
    "submit": "pending_active",
    "activate": "active",
    "suspend_one_way": "suspended",
    "resume": "active",
    "give_notice": "pending_terminate",
    "withdraw_notice": "active",
    "terminate": "terminated",
    "cancel": "cancelled",
}
WAYS = [
    ("submit", "activate"),
    ("submit", "activate", "suspend_one_way"),
    ("submit", "activate", "suspend_one_way", "resume", "suspend_one_way", "resume"),
    ("submit", "activate", "suspend_one_way", "give_notice", "terminate"),
    ("submit", "activate", "give_notice"),
    ("submit", "activate", "give_notice", "withdraw_notice"),
    ("submit", "activate", "give_notice", "terminate"),
    ("submit", "activate", "give_notice", "withdraw_notice", "give_notice", "terminate"),
    ("submit", "cancel"),
    ("submit",),
]


def month_of(day):
    return day.replace(day=1)


def next_month(day):
    return month_of(month_of(day) + timedelta(days=31))


class History:
    """What happened to a subscription, from the first day on, and its bills and usage.

    :param steps: [(day, verb)] in order
    """

    def __init__(self, steps):
        self.steps = steps
        self.billed = defaultdict(int)
        self.used = defaultdict(lambda: [0, 0, 0])

    def state_on(self, day):
        state = None
        for step_day, verb in self.steps:
            if step_day <= day:
                state = AFTER[verb]
        return state

    def month(self, first, today):
        """Return base at the beginning and at the end, activations, disconnections, cents, minutes, MB and messages."""
        last = min(next_month(first) - timedelta(days=1), today)
        verbs = [verb for day, verb in self.steps if first <= day <= last]
        opened = self.state_on(first - timedelta(days=1)) in CONNECTED
        closed = self.state_on(last) in CONNECTED
        return (
            int(opened),
            int(closed),
            int("activate" in verbs),
            int("terminate" in verbs),
            self.billed[first],
            *self.used[first],
        )


def random_steps(dice, first, today):
    """Return steps on days between two, many of them on the first or the last one of a month."""
    verbs = dice.choice(WAYS)
    days = []
    for _verb in verbs:
        day = first + timedelta(days=dice.randrange((today - first).days + 1))
        kind = dice.randrange(4)
        if kind == 0:
            day = month_of(day)
        elif kind == 1:
            day = min(next_month(day) - timedelta(days=1), today)
        days.append(max(day, first))
    return list(zip(sorted(days), verbs, strict=True))


def random_moment(dice, first, today, zone):
    """Return a moment with its distance from UTC, often in the minutes around midnight of a new month; and its month there."""
    day = first + timedelta(days=dice.randrange((today - first).days))
    local = datetime(day.year, day.month, day.day, dice.randrange(24), dice.randrange(60))
    if dice.randrange(2):
        local = datetime(day.year, day.month, 1) + timedelta(minutes=dice.randrange(-30, 30))
    moment = pytz.timezone(zone).localize(local)
    return moment.astimezone(pytz.utc).isoformat(), month_of(moment.date())


def middle_month(start, end):
    """Return the month that has most of a period's days."""
    return month_of(start + timedelta(days=(end - start).days // 2))


def ratios(rows):
    """Return ARPU, MOU and churn rate of months (as of `History.month`)."""
    base = sum(row[0] + row[1] for row in rows) / 2
    if not base:
        return None
    return (sum(r[4] for r in rows) / 100 / base, sum(r[5] for r in rows) / base, 100 * sum(r[3] for r in rows) / base)


def dice(seed):
    return random.Random(seed)


FIRST = date(2025, 8, 20)
