"""Times and query counts of interleaved runs."""

import time
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Runs:
    """What the runs of one function took."""

    times: list = field(default_factory=list)
    queries: int = 0

    @property
    def seconds(self):
        return median(self.times)

    def less(self, other):
        """:return: Runs without what ``other`` took in the same turn"""
        return Runs([mine - others for mine, others in zip(self.times, other.times, strict=True)], self.queries)

    def ratio(self, other):
        """:return: median of the ratios of the turns: a busy machine slows both halves of a turn"""
        return median(mine / others for mine, others in zip(self.times, other.times, strict=True))


def interleaved(env, rounds, **functions):
    """Run the functions in turns, so that noise hits all alike; one more turn before warms up.

    Each starts with empty record caches.

    :return: {name: Runs}
    """
    found = {name: Runs() for name in functions}
    for turn in range(rounds + 1):
        for name, function in functions.items():
            elapsed, found[name].queries = _once(env, function)
            if turn:
                found[name].times.append(elapsed)
    return found


def _once(env, function):
    env.flush_all()
    env.invalidate_all()
    assert env.company.name  # any request knows the company before it reads anything else
    before = env.cr.sql_log_count
    start = time.perf_counter()
    function()
    return time.perf_counter() - start, env.cr.sql_log_count - before
