"""The two test runners: Odoo's own and pytest. Each has its log and gives a ``Report``."""

import xml.etree.ElementTree as ElementTree

from . import commands, databases, odoo_log, odoo_process, paths, python_env
from .reports import Report
from .stages import Stage

TIMES = "--log-handler=odoo.tests.stats:DEBUG"
"""At its end the log lists how long each test took."""


def odoo(name, title, template, options, tags):
    """A stage that runs tests of Odoo's framework in a database of its own.

    :param name: what tells its database and log from those of the other stages
    :param template: function that returns the name of the database to copy
    :param options: Odoo's, such as ``-i crm_credit``
    """

    def work(stage):
        stage.detail = name
        database = databases.own_name(f"test_{name}")
        databases.drop(database)
        databases.create(database, template())
        try:
            return _odoo_tests(stage, database, options, tags, paths.log_file(f"test-{name}"))
        finally:
            databases.drop(database)

    return Stage(title, work)


def _odoo_tests(stage, database, options, tags, log):
    arguments = ["server", "-d", database, *options, f"--test-tags={','.join(tags)}"]
    arguments += ["--stop-after-init", f"--http-port={odoo_process.free_port()}", TIMES]

    def show(line):
        entry = odoo_log.ENTRY.match(line)
        started = odoo_log.STARTED.match(entry["text"]) if entry else None
        stage.detail = started[1] if started else stage.detail

    command = odoo_process.command(*arguments)
    status, output = _run(stage, command, log, follow=show, env=odoo_process.environment())
    report = odoo_log.read(output)
    if status and not report.failed:
        report.failed = 1
        report.complaints.append(commands.reason(output, status))
    report.log = log
    return report


def pytest(name, *arguments):
    """A stage that runs pytest with some arguments."""

    def work(stage):
        stage.detail = arguments[0]
        command, results = pytest_command(name, "--quiet", *arguments)
        status, output = _run(stage, command, paths.log_file(f"test-{name}"), cwd=paths.REPOSITORY)
        report = pytest_report(results, status)
        report.complaints.append(output.rstrip())
        return report

    return Stage(f"Testing {' '.join(arguments)}", work)


def pytest_command(name, *arguments):
    """The command that runs pytest, and the junit file that it will write."""
    results = paths.checkout_folder("junit") / f"{name}.xml"
    results.unlink(missing_ok=True)
    return [python_env.python(), "-m", "pytest", f"--junitxml={results}", *arguments], results


def pytest_report(results, status):
    """The counts of a junit file; a run that wrote none counts as empty."""
    report = Report()
    if results.exists():
        for suite in ElementTree.parse(results).getroot().iter("testsuite"):
            broken = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            passed = int(suite.get("tests", 0)) - broken - skipped
            report.add(Report(passed, broken, skipped))
    if status and not report.failed:
        report.failed = 1
    return report


def _run(stage, command, log, **options):
    """Run a program of a stage; Ctrl-C in a terminal reaches it through the stage alone."""

    def started(process):
        stage.process = process

    return commands.run_unchecked(command, log, started=started, start_new_session=True, **options)
