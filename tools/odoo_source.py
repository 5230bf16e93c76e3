"""Which Odoo is used: the checkout in ``ODOO_HOME``, else Debian's package."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import commands, debian_odoo
from .messages import Problem

SERIES = "19.0"


@dataclass(frozen=True)
class Source:
    """An Odoo source tree.

    python_path: the folder that holds the package ``odoo``; addons: its addons folders;
    version: what tells this Odoo from another one.
    """

    python_path: Path
    addons: tuple
    version: str


def source():
    """The Odoo to use, fetched when needed.

    :raise Problem: when ``ODOO_HOME`` holds no Odoo 19
    """
    home = os.environ.get("ODOO_HOME")
    return _checkout(Path(home).expanduser().absolute()) if home else _debian()


def _debian():
    root = debian_odoo.ensure()
    return Source(root, (root / "odoo" / "addons",), debian_odoo.version())


def _checkout(home):
    for root in (home, home / "odoo"):
        release = root / "odoo" / "release.py"
        if release.is_file():
            break
    else:
        raise Problem(f"ODOO_HOME={home} holds no Odoo: {home}/odoo/release.py is missing")
    series = _series(release.read_text())
    if series != SERIES:
        raise Problem(f"ODOO_HOME={home} holds Odoo {series}, {SERIES} is needed")
    addons = tuple(path for path in (root / "addons", root / "odoo" / "addons") if path.is_dir())
    commit = commands.answer(["git", "-C", root, "rev-parse", "HEAD"])
    return Source(root, addons, f"{series} {commit or release.stat().st_mtime_ns}")


def _series(release):
    numbers = re.search(r"^version_info = \((\d+), (\d+)", release, re.MULTILINE)
    return ".".join(numbers.groups()) if numbers else "of an unknown version"
