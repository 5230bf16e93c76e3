"""The virtual environment with the pinned Python packages."""

import hashlib
import shutil
import sys

from . import commands, locks, machine, paths
from .messages import Step

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def folder():
    """The environment for this Python and these requirements; others stay untouched."""
    text = "".join((paths.REPOSITORY / name).read_text() for name in REQUIREMENTS)
    key = hashlib.sha256(text.encode()).hexdigest()[:8]
    return paths.cache() / f"venv-{sys.version_info[0]}.{sys.version_info[1]}-{key}"


def python():
    """The environment's Python, made when needed."""
    home = folder()
    if not (home / "complete").exists():
        with locks.exclusive("venv"):
            if not (home / "complete").exists():
                _build(home)
    return home / "bin" / "python"


def program(name):
    """A program of the environment, such as ruff."""
    return python().parent / name


def _build(home):
    machine.ensure_venv()
    shutil.rmtree(home, ignore_errors=True)
    log = paths.log_file("python-packages")
    with Step("Installing Python packages") as step:

        def show(line):
            if line.startswith(("Collecting", "Installing", "Building", "  Downloading")):
                step.detail = line.strip()

        base = [sys.executable, "-m", "venv", home]
        commands.run(base, "Making the Python environment", log)
        listing = paths.REPOSITORY / REQUIREMENTS[-1]
        install = [home / "bin" / "python", "-m", "pip", "install", "--no-input", "--no-compile", "-r", listing]
        commands.run(install, "Installing Python packages", log, follow=show)
    (home / "complete").touch()
