"""``make stop`` and ``make clean``."""

import os
import shutil

from . import databases, demo, locks, paths, postgres
from .messages import say


def stop():
    """Stop the demo's server, and the private cluster unless a demo, tests or measurements of any checkout need it."""
    say("The demo server was stopped." if demo.stop() else "The demo server was not running.")
    others = [name for name in _checkouts() if demo.running(name)]
    if others:
        say(f"The database cluster still serves the demo of the checkout {', '.join(others)}.")
    elif locks.held(locks.CLUSTER):
        say("The database cluster still serves tests or measurements.")
    elif postgres.stop():
        say("The database cluster was stopped.")


def _checkouts():
    return sorted(folder.name for folder in paths.cache().glob("checkouts/*"))


def clean():
    """Remove everything the project made on this machine, of all its checkouts.

    Only what the tools make is removed: the cache folder may have been named by hand.
    """
    for checkout in _checkouts():
        if demo.stop(checkout):
            say(f"Stopped the demo server of the checkout {checkout}.")
    if os.environ.get("PGHOST"):
        for database in databases.all_names():
            databases.drop(database)
            say(f"Removed the database {database}.")
    postgres.stop()
    removed = sorted(path for name in paths.CONTENT for path in paths.cache().glob(name))
    for path in removed:
        path.unlink() if path.is_symlink() else shutil.rmtree(path)
        say(f"Removed {path}.")
    if not removed:
        say(f"Nothing to remove in {paths.cache()}.")
    elif not any(paths.cache().iterdir()):
        paths.cache().rmdir()
