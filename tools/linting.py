"""``make lint``: ruff, pylint-odoo, OCA's checks and the rules of the house."""

import subprocess

from . import house_rules, machine, paths, python_env
from .messages import say

PYTHON = ("tools", "tests")
NOT_OURS = {
    "pylint": "missing-readme",
    "oca-checks-odoo-module": "prefer-readme-rst,xml-tag-position",
}
"""The addons' readme is README.md as everywhere here; attributes stand in the order that reads best."""
# The documents are README.md; areas of one addon extend the same core model in their own folders.
NOT_ASKED = "--disable=missing-readme,consider-merging-classes-inherited"


def run():
    """Run every linter; return 1 when one of them finds anything."""
    machine.check_python()
    failed = [name for name, check in _checks() if not check()]
    say(f"Findings of {', '.join(failed)}." if failed else "No findings.")
    return 1 if failed else 0


def _checks():
    addons = paths.addons_present()
    python = [name for name in PYTHON if (paths.REPOSITORY / name).exists()]
    catalogues = sorted(
        str(file.relative_to(paths.REPOSITORY)) for addon in addons for file in (paths.REPOSITORY / addon).glob("i18n/*.po*")
    )
    yield "house rules", _house_rules
    yield "ruff", lambda: _passes("ruff", "check", "--no-cache", *python, *addons)
    if addons:
        yield "pylint-odoo", lambda: _passes("pylint", "--jobs=2", NOT_ASKED, *addons)
        yield (
            "oca-checks-odoo-module",
            lambda: _passes("oca-checks-odoo-module", *addons),
        )
    if catalogues:
        yield "oca-checks-po", lambda: _passes("oca-checks-po", *catalogues)


def _passes(program, *arguments):
    waived = [f"--disable={NOT_OURS[program]}"] if program in NOT_OURS else []
    command = [python_env.program(program), *waived, *arguments]
    return subprocess.run(command, cwd=paths.REPOSITORY, check=False).returncode == 0


def _house_rules():
    found = list(house_rules.findings())
    for finding in found:
        say(finding)
    return not found
