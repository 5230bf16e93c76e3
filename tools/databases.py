"""Databases with their file stores: copy, rename, drop. Ours all bear the project's prefix."""

import hashlib
import os
import shutil
import socket
import time

from . import paths, postgres
from .messages import Problem

PREFIX = "customer_value_"
BUSY = "being accessed by other users"


def prefix():
    """How the names of our databases begin; a server that others use too gets our cache's mark."""
    if not os.environ.get("PGHOST"):
        return PREFIX
    mark = hashlib.sha256(f"{socket.gethostname()} {paths.cache()}".encode()).hexdigest()[:6]
    return f"{PREFIX}{mark}_"


def name(kind, key=""):
    """The full name of one of the project's databases."""
    return f"{prefix()}{kind}" + (f"_{key}" if key else "")


def own_name(kind):
    """The name of a database that belongs to this checkout alone."""
    return name(kind, paths.checkout_key())


def all_names():
    """The databases on the server that were made with this cache."""
    return [name for name in _on_server() if name.startswith(prefix())]


def exists(database):
    """Whether the server has this database."""
    return database in _on_server()


def create(database, template=None):
    """Make a database, empty or as a copy with its files (hard links: they are never changed)."""
    source = _safe(template or "template0")
    statement = f'CREATE DATABASE "{_safe(database)}" TEMPLATE "{source}"'
    if not template:
        statement += " ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    _patiently(statement)
    if template and filestore(template).is_dir():
        shutil.rmtree(filestore(database), ignore_errors=True)
        shutil.copytree(filestore(template), filestore(database), copy_function=os.link)


def rename(old, new):
    """Rename a database and its file store."""
    _patiently(f'ALTER DATABASE "{_safe(old)}" RENAME TO "{_safe(new)}"')
    shutil.rmtree(filestore(new), ignore_errors=True)
    if filestore(old).is_dir():
        filestore(old).rename(filestore(new))


def drop(database):
    """Drop a database of ours and its files; open connections are closed."""
    if not database.startswith(prefix()):
        raise Problem(f"{database} is not a database of this project")
    postgres.server().psql(f'DROP DATABASE IF EXISTS "{_safe(database)}" WITH (FORCE)')
    shutil.rmtree(filestore(database), ignore_errors=True)


def data_folder():
    """Odoo's ``data_dir``."""
    return paths.folder("data")


def filestore(database):
    """The folder of a database's attachments."""
    return data_folder() / "filestore" / database


def _on_server():
    return postgres.server().psql("SELECT datname FROM pg_database ORDER BY datname").splitlines()


def _safe(database):
    """A name that can stand between double quotes."""
    if not database.replace("_", "").replace("-", "").isalnum():
        raise Problem(f"{database!r} is no good name for a database: use letters, digits, - and _")
    return database


def _patiently(statement, tries=20):
    """A database can be copied only while nobody is connected: a leaving client needs a moment."""
    for attempt in range(tries):
        try:
            return postgres.server().psql(statement)
        except Problem as problem:
            if BUSY not in str(problem) or attempt == tries - 1:
                raise
            time.sleep(0.5)
    return None
