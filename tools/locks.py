"""Two commands at once must not build the same thing twice."""

import contextlib
import fcntl

from . import paths


@contextlib.contextmanager
def exclusive(name):
    """Hold the lock ``name``; waits for another process that holds it."""
    with open(paths.folder("locks") / name, "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
