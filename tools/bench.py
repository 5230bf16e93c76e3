"""``make bench``: the measurements, each printed as a ratio."""

import subprocess

from . import locks, machine, odoo_process, paths, python_env


def run(arguments=()):
    """Run ``tests/bench`` with the project's environment; return its exit status."""
    machine.check_python()
    odoo_process.prepare()
    command = [python_env.python(), "-m", "tests.bench", *arguments]
    with locks.shared(locks.CLUSTER):
        return subprocess.run(command, cwd=paths.REPOSITORY, check=False).returncode
