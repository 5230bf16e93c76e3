"""Where things are: the repository, its addons and the cache folder."""

import hashlib
import os
from pathlib import Path

PROJECT = "customer-value"
REPOSITORY = Path(__file__).resolve().parent.parent
ADDONS = ("crm_grading", "crm_credit", "crm_industry")
"""The product's addons, lower layers first."""

BYTECODE = "bytecode"
CONTENT = ("apt", BYTECODE, "checkouts", "data", "debs", "locks", "logins", "odoo", "odoo.building", "postgres", "venv-*")
"""The folders that the tools make in the cache, for ``make clean``."""

SHARED_CACHE = Path("/var/cache") / PROJECT


def cache():
    """The cache folder: Odoo, the Python environment, the database cluster and all databases.

    ``CUSTOMER_VALUE_CACHE`` names another one. Root has its own outside of its home folder,
    which the unprivileged owner of the database cluster could not enter.
    """
    named = os.environ.get("CUSTOMER_VALUE_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return SHARED_CACHE
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / PROJECT


def folder(*parts):
    """A folder inside the cache, made when missing."""
    path = cache().joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def checkout_key():
    """Short name of this checkout, so that two of them on one machine keep their own databases."""
    return hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:6]


def checkout_folder(*parts):
    """A folder for what belongs to this checkout: configuration, logs, state of the demo."""
    return folder("checkouts", checkout_key(), *parts)


def log_file(name):
    """The log of one step."""
    return checkout_folder("logs") / f"{name}.log"


def addons_present():
    """The product's addons that exist in this checkout, lower layers first."""
    return [name for name in ADDONS if (REPOSITORY / name / "__manifest__.py").is_file()]
