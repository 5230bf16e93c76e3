"""``make test``: the addons' own tests in Odoo's framework, then tests/ by pytest."""

import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from . import commands, databases, machine, odoo_log, odoo_process, paths, python_env, templates
from .messages import Problem, Step, say

SUITES = ("tests/unit", "tests/test_layers.py", "tests/system")


@dataclass
class Totals:
    """Sums over all runners."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other):
        """Add the counts of another report."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def run(only=()):
    """Run all tests, or only some; return the exit status.

    :param only: Odoo test tags such as ``/crm_credit:TestHold`` and arguments for pytest such as
        ``tests/unit``
    """
    machine.check_python()
    machine.ensure_browser()
    odoo_process.prepare()
    totals = Totals()
    tags = [item for item in only if item.startswith("/")]
    others = [item for item in only if not item.startswith("/")]
    if tags:
        totals.add(_odoo_selection(tags))
    if not only:
        _odoo_stages(totals)
    if others or not only:
        totals.add(_pytest(others or _suites()))
    skipped = f", {totals.skipped} skipped" if totals.skipped else ""
    say(f"{totals.passed} passed, {totals.failed} failed{skipped}")
    return 1 if totals.failed or not totals.passed else 0


def _odoo_stages(totals):
    """Install the layers one by one, each tested without those above; at last all together.

    The last stage upgrades the lower addons, which runs their tests once more, now with everything
    above installed.
    """
    addons = paths.addons_present()
    database = databases.own_name("test")
    _fresh(database)
    for position, addon in enumerate(addons):
        last = position == len(addons) - 1
        tags = [f"/{name}" for name in (addons if last else [addon])]
        options = ["-i", addon] + (["-u", addons[0]] if last and position else [])
        title = f"Testing {', '.join(addons)} together" if last else f"Testing {addon}"
        totals.add(_odoo_tests(database, options, tags, title, f"test-{addon}"))
    databases.drop(database)


def _odoo_selection(tags):
    """Run chosen tests with the addons they name, and the lower ones, freshly installed."""
    addons = [name for name in paths.addons_present() if any(f"/{name}" in tag for tag in tags)]
    if not addons:
        raise Problem(f"No addon of this project is named in {' '.join(tags)}")
    database = databases.own_name("test_some")
    _fresh(database)
    options = ["-i", ",".join(addons)]
    report = _odoo_tests(database, options, tags, f"Testing {' '.join(tags)}", "test-some")
    databases.drop(database)
    return report


def _fresh(database):
    template = templates.base()
    databases.drop(database)
    databases.create(database, template)


def _odoo_tests(database, options, tags, title, log_name):
    """One run of Odoo with tests; complaints are printed."""
    log = paths.log_file(log_name)
    arguments = ["server", "-d", database, *options, f"--test-tags={','.join(tags)}"]
    arguments += ["--stop-after-init", f"--http-port={odoo_process.free_port()}"]
    with Step(title) as step:

        def show(line):
            entry = odoo_log.ENTRY.match(line)
            started = odoo_log.STARTED.match(entry["text"]) if entry else None
            step.detail = started[1] if started else step.detail

        status, output = commands.run_unchecked(
            odoo_process.command(*arguments), log, follow=show, env=odoo_process.environment()
        )
    report = odoo_log.read(output)
    if status and not report.failed:
        report.failed = 1
        report.complaints.append(commands.reason(output, status))
    _tell(report, log)
    return report


def _tell(report, log):
    for complaint in report.complaints:
        say(complaint)
    skipped = f", {report.skipped} skipped" if report.skipped else ""
    say(f"  {report.passed} passed, {report.failed} failed{skipped} (log: {log})")


def _suites():
    return [suite for suite in SUITES if (paths.REPOSITORY / suite).exists()]


def _pytest(arguments):
    """Run pytest, its output on the screen; return the counts."""
    results = paths.checkout_folder() / "pytest.xml"
    results.unlink(missing_ok=True)
    command = [python_env.python(), "-m", "pytest", f"--junitxml={results}", *arguments]
    status = subprocess.run(command, cwd=paths.REPOSITORY, check=False).returncode
    report = _counts(results)
    if status and not report.failed:
        report.failed = 1
    return report


def _counts(results):
    """The counts of a junit file; a run that wrote none counts as empty."""
    totals = Totals()
    if results.exists():
        for suite in ElementTree.parse(results).getroot().iter("testsuite"):
            broken = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            passed = int(suite.get("tests", 0)) - broken - skipped
            totals.add(Totals(passed, broken, skipped))
    return totals
