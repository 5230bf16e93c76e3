"""Two commands at once must not build the same thing twice, nor one take away what the other needs."""

import contextlib
import fcntl

from . import paths

CLUSTER = "cluster"
"""Held together by those whose work ends when the database cluster does."""


@contextlib.contextmanager
def exclusive(name):
    """Hold the lock ``name``; waits for another process that holds it."""
    with open(paths.folder("locks") / name, "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def shared(name):
    """Hold the lock ``name`` together with others; ``held`` tells of it."""
    with open(paths.folder("locks") / name, "a", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def held(name):
    """Whether a process holds the lock ``name``."""
    with open(paths.folder("locks") / name, "a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
