"""What the events of a round say about a clock: when it began, was paused, and ended."""

from dataclasses import dataclass

# Nothing is waited for after these.
STOPS = {"reply": ("closed", "withdrawn"), "resolution": ("withdrawn",)}


@dataclass(frozen=True)
class Course:
    """:param started: moment
    :param met: moment when the customer got what the clock measures, None: not yet
    :param stopped: moment after which nothing is waited for, None: never
    :param pauses: (from, until), until None while it lasts
    """

    started: object
    met: object
    stopped: object
    pauses: tuple

    @property
    def ended(self):
        return self.met or self.stopped


def course(kind, events):
    """Return the course of a clock.

    :param str kind: reply or resolution
    :param events: (kind, time) of one round in order; the first one starts the clock
    """
    met = _replied(events) if kind == "reply" else _solved(events)
    stopped = None if met else next((time for name, time in events if name in STOPS[kind]), None)
    ended = met or stopped
    pauses = [(begin, end and min(end, ended or end)) for begin, end in _pauses(events) if not ended or begin < ended]
    if ended and pauses and pauses[-1][1] is None:
        pauses[-1] = (pauses[-1][0], ended)
    return Course(events[0][1], met, stopped, tuple(pauses))


def _replied(events):
    return next((time for name, time in events if name == "replied"), None)


def _solved(events):
    """Return when the last thing proposed was done; None as long as one is open.

    >>> _solved([("proposed", 1), ("solved", 2), ("proposed", 3), ("refused", 4)])
    2
    >>> _solved([("proposed", 1), ("solved", 2), ("proposed", 3)])
    """
    waiting, solved = 0, None
    for name, time in events:
        waiting += {"proposed": 1, "undone": 1, "refused": -1, "cancelled": -1, "solved": -1}.get(name, 0)
        solved = time if name == "solved" else solved
    return None if waiting > 0 else solved


def _pauses(events):
    """Return the pauses of a round.

    >>> _pauses([("paused", 1), ("resumed", 3), ("paused", 5)])
    [(1, 3), (5, None)]
    """
    pauses = []
    for name, time in events:
        if name == "paused":
            pauses.append((time, None))
        elif name == "resumed" and pauses and pauses[-1][1] is None:
            pauses[-1] = (pauses[-1][0], time)
    return pauses
