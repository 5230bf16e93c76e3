"""Arithmetic of working time: spans are pairs of moments in order, pauses pairs whose end is None while they last."""

from datetime import timedelta


class Replay:
    """Items of an iterator that can be gone through again; they are made as far as somebody asks."""

    def __init__(self, items):
        self._items = iter(items)
        self._seen = []

    def __iter__(self):
        yield from self._seen
        for item in self._items:
            self._seen.append(item)
            yield item


def whole_second(moment):
    """Return a moment rounded up to the second: a day that ends at midnight is said to end a microsecond before."""
    return (moment + timedelta(seconds=1)).replace(microsecond=0) if moment.microsecond else moment


def running(spans, pauses):
    """Yield what is left of spans without the pauses; nothing after a pause that lasts.

    >>> list(running([(0, 4), (5, 9)], [(1, 2), (3, 6), (8, None)]))
    [(0, 1), (2, 3), (6, 8)]
    """
    for first, last in spans:
        for begin, end in pauses:
            if begin >= last or (end is not None and end <= first):
                continue
            if begin > first:
                yield first, begin
            if end is None:
                return
            first = max(first, end)
        if first < last:
            yield first, last


def worked(spans, since, until):
    """Return how much of spans lies between two moments.

    >>> from datetime import datetime
    >>> hour = [datetime(2026, 3, 2, hour) for hour in range(24)]
    >>> worked([(hour[8], hour[12]), (hour[13], hour[17])], hour[9], hour[14])
    datetime.timedelta(seconds=14400)
    """
    total = timedelta()
    for first, last in spans:
        if first >= until:
            break
        total += max(min(last, until) - max(first, since), timedelta())
    return total


def moment_after(spans, hours):
    """Return the moment at which so many hours of the spans have passed, None when they end before.

    >>> from datetime import datetime
    >>> hour = [datetime(2026, 3, 2, hour) for hour in range(24)]
    >>> moment_after([(hour[8], hour[12]), (hour[13], hour[17])], 4.5)
    datetime.datetime(2026, 3, 2, 13, 30)
    >>> moment_after([(hour[8], hour[12]), (hour[13], hour[17])], 4)
    datetime.datetime(2026, 3, 2, 12, 0)
    """
    left = timedelta(seconds=round(hours * 3600))
    for first, last in spans:
        if last - first >= left:
            return first + left
        left -= last - first
    return None
