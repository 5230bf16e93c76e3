"""The machine: what is installed, free space, and installing Debian packages when absent."""

import importlib.util
import os
import shutil
import sys

from . import commands, paths
from .messages import Problem, Step

GIGABYTE = 1024**3
NEEDED_GIGABYTES = 4
"""Odoo 1.5, Python packages 0.7, databases and logs the rest."""

NO_CLUSTER_CONFIGURATION = "/etc/postgresql-common/createcluster.conf"
INSTALL_POSTGRESQL = f"""
set -e
apt-get install -y --no-install-recommends postgresql-common
cp {NO_CLUSTER_CONFIGURATION} {NO_CLUSTER_CONFIGURATION}.kept
trap 'mv {NO_CLUSTER_CONFIGURATION}.kept {NO_CLUSTER_CONFIGURATION}' EXIT
printf '\\ncreate_main_cluster = false\\n' >> {NO_CLUSTER_CONFIGURATION}
apt-get install -y --no-install-recommends postgresql
"""
"""Installs the binaries without making or starting a cluster of the machine's own."""


def check_python():
    """Refuse a Python that Odoo 19 does not run on."""
    if sys.version_info < (3, 11):  # noqa: UP036 the machine's Python may be any
        raise Problem(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")


def check_space():
    """Refuse to start filling a disk that is too small."""
    free = shutil.disk_usage(paths.folder()).free / GIGABYTE
    if free < NEEDED_GIGABYTES:
        raise Problem(
            f"{paths.cache()} has {free:.1f} GB free and {NEEDED_GIGABYTES} GB are needed:"
            " make room or set CUSTOMER_VALUE_CACHE to a folder on another disk"
        )


def ensure_venv():
    """The standard library's ``venv`` is a package of its own on Debian."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        install("python3-venv")


def ensure_postgresql():
    """Install PostgreSQL's binaries, without a cluster."""
    _install(INSTALL_POSTGRESQL, "postgresql")


def ensure_browser():
    """Browser tests need Chromium."""
    if not any(map(shutil.which, ("google-chrome", "chromium", "chromium-browser"))):
        install("chromium")


def install(*packages):
    """Install Debian packages of the machine's own suite."""
    names = " ".join(packages)
    _install(f"apt-get install -y --no-install-recommends {names}", names)


def _install(script, names):
    prefix = _root_prefix(names)
    script = f"export DEBIAN_FRONTEND=noninteractive\n{script}"
    log = paths.log_file("apt-install")
    with Step(f"Installing {names} with apt") as step:
        command = [*prefix, "sh", "-c", script]
        status, _output = commands.run_unchecked(command, log, follow=_show(step))
        if status:  # the package lists may be absent or too old
            refreshed = [*prefix, "sh", "-c", f"apt-get update\n{script}"]
            commands.run(refreshed, f"Installing {names}", log, follow=_show(step))


def _show(step):
    def show(line):
        step.detail = line

    return show


def _root_prefix(names):
    """How to become root, or a problem that says what the administrator has to do."""
    if not shutil.which("apt-get"):
        raise Problem(f"This machine has no apt-get: install {names} by its own means")
    if os.geteuid() == 0:
        return []
    by_hand = f"ask an administrator to run: apt-get install {names}"
    if not shutil.which("sudo"):
        raise Problem(f"{names} is missing and there is no sudo to install it: {by_hand}")
    prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    if not _sudo_allowed(prefix):
        raise Problem(f"{names} is missing and sudo was refused: {by_hand}")
    return prefix


def _sudo_allowed(prefix):
    return os.spawnvp(os.P_WAIT, prefix[0], [*prefix, "true"]) == 0
