"""``make test``: the addons' own tests in Odoo's framework, and tests/ by pytest, side by side."""

import subprocess
from collections import Counter

from . import locks, machine, odoo_process, paths, runners, stages, templates
from .messages import Problem, say
from .reports import Report

QUICK = ("tests/unit", "tests/test_layers.py")
SYSTEM = "tests/system"


def run(only=()):
    """Run all tests, or only some; return the exit status.

    :param only: Odoo test tags such as ``/crm_credit:TestHold`` and arguments for pytest such as
        ``tests/unit``
    """
    machine.check_python()
    machine.ensure_browser()
    odoo_process.prepare()
    tags = [item for item in only if item.startswith("/")]
    others = [item for item in only if not item.startswith("/")]
    total = Report()
    with locks.shared(locks.CLUSTER):
        if tags:
            total.add(stages.side_by_side([_selection(tags)]))
        if others:
            total.add(_pytest(others))
        if not only:
            total.add(stages.side_by_side(_all()))
    say(str(total))
    return 1 if total.failed or not total.passed else 0


def _all():
    """All stages: one waits for the template with all addons, meanwhile those begin that need none; then the long ones.

    The tests of each addon run with all addons installed, the highest one's by folders since they are the most, those of one
    folder after an upgrade; those of a class tagged "inherited" run in the class of a higher addon that inherits it. The tests
    of a lower addon that are tagged "alone" run once, too: with the addon installed without those above it.
    """
    *lower, highest = addons = paths.addons_present()
    first, *others = _folders(highest)
    found = [_folder(highest, first, ["-u", addons[0]]), runners.pytest("quick", *QUICK)]
    for addon in lower:
        title = f"Testing {addon} alone"
        found.append(runners.odoo(f"{addon}_alone", title, templates.base, ["-i", addon], [f"alone/{addon}"]))
    for addon in reversed(lower):
        title = f"Testing {addon} with all addons"
        tags = [f"/{addon}", f"-inherited/{addon}", f"-alone/{addon}"]
        found.append(runners.odoo(f"{addon}_with_all", title, templates.full, [], tags))
    found += [_folder(highest, folder, []) for folder in others]
    system = sorted((paths.REPOSITORY / SYSTEM).glob("test_*.py"))
    return found + [runners.pytest(file.stem, f"{SYSTEM}/{file.name}") for file in system]


def _folders(addon):
    """The folders of an addon that hold tests, those with most files first."""
    files = (paths.REPOSITORY / addon / "tests").rglob("test_*.py")
    numbers = Counter(file.parent for file in files)
    return [folder for folder, _number in numbers.most_common()]


def _folder(addon, folder, options):
    """The tests of one folder, with all addons installed."""
    where = folder.relative_to(paths.REPOSITORY)
    tags = [f"/{where}/{file.name}" for file in sorted(folder.glob("test_*.py"))]
    name = f"{addon}_{folder.name}" + ("_upgraded" if options else "")
    title = f"Testing {where}" + (", all upgraded" if options else "")
    return runners.odoo(name, title, templates.full, options, tags)


def _selection(tags):
    """Chosen tests with the addons they name, and the lower ones, freshly installed."""
    addons = [name for name in paths.addons_present() if any(f"/{name}" in tag for tag in tags)]
    if not addons:
        raise Problem(f"No addon of this project is named in {' '.join(tags)}")
    return runners.odoo("some", f"Testing {' '.join(tags)}", templates.base, ["-i", ",".join(addons)], tags)


def _pytest(arguments):
    """Run pytest with the screen and keyboard of the caller, for a debugger's sake."""
    command, results = runners.pytest_command("some", *arguments)
    status = subprocess.run(command, cwd=paths.REPOSITORY, check=False).returncode
    return runners.pytest_report(results, status)
