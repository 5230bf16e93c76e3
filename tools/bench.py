"""``make bench``: the measurements, each printed as a ratio."""

import subprocess

from . import machine, paths, postgres, python_env


def run(arguments=()):
    """Run ``tests/bench`` with the project's environment; return its exit status."""
    machine.check_python()
    postgres.server()
    command = [python_env.python(), "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=paths.REPOSITORY, check=False).returncode
