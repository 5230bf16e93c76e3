"""``make stop`` and ``make clean``."""

import os
import shutil

from . import databases, demo, paths, postgres
from .messages import say


def stop():
    """Stop the demo's server and the private database cluster."""
    say("The demo server was stopped." if demo.stop() else "The demo server was not running.")
    if postgres.stop():
        say("The database cluster was stopped.")


def clean():
    """Remove everything the project made on this machine, outside of the checkout too."""
    if not paths.cache().exists():
        return say(f"Nothing to remove: there is no {paths.cache()}.")
    demo.stop()
    if os.environ.get("PGHOST"):
        for database in databases.all_names():
            databases.drop(database)
            say(f"Removed the database {database}.")
    postgres.stop()
    shutil.rmtree(paths.cache())
    return say(f"Removed {paths.cache()}.")
