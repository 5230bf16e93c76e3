"""Times and query counts of interleaved runs."""

import time
from statistics import median


def medians(env, rounds, **functions):
    """Run the functions in turns, so that noise hits all alike.

    Each starts with empty record caches.

    :return: {name: (median seconds, queries of the last run)}
    """
    times = {name: [] for name in functions}
    queries = {}
    for turn in range(rounds + 1):
        for name, function in functions.items():
            elapsed, queries[name] = _once(env, function)
            if turn:  # the first warms up
                times[name].append(elapsed)
    return {name: (median(values), queries[name]) for name, values in times.items()}


def _once(env, function):
    env.flush_all()
    env.invalidate_all()
    assert env.company.name  # any request knows the company before it reads anything else
    before = env.cr.sql_log_count
    start = time.perf_counter()
    function()
    return time.perf_counter() - start, env.cr.sql_log_count - before
