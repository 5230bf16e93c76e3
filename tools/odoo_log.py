"""Read the log of an Odoo test run: how many tests passed, what went wrong, what was noisy."""

import re

from .reports import Report

ENTRY = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ \S+: (?P<text>.*)")
TOTALS = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r"^skipped (?P<test>.+?) : (?P<why>.*)")
STARTED = re.compile(r"^Starting (\S+) \.\.\.")
BROWSER_ABSENT = re.compile(r"websocket-client|chrome", re.IGNORECASE)


def read(log):
    """Read the text of a log; complaints are the entries that must not be there, with their text.

    A test that was skipped because there is no browser counts as failed, and so does a warning
    that no failed test explains.
    """
    report = Report()
    total = broken = 0
    for entry in _entries(log):
        first = entry["text"].splitlines()[0]
        if totals := TOTALS.match(first):
            broken = int(totals[1]) + int(totals[2])
            total = int(totals[3])
        elif skipped := SKIPPED.match(first):
            report.skipped += 1
            if BROWSER_ABSENT.search(skipped["why"]):
                report.complaints.append(first)
        elif entry["level"] not in ("INFO", "DEBUG", "RUNBOT"):
            report.complaints.append(entry["text"])
    report.failed = broken or len(report.complaints)
    report.passed = max(total - broken - report.skipped, 0)
    return report


def _entries(log):
    """The entries of a log: level and text, of which a traceback is part."""
    entry = None
    for line in log.splitlines():
        match = ENTRY.match(line)
        if match:
            if entry:
                yield entry
            entry = match.groupdict()
        elif entry:
            entry["text"] += f"\n{line}"
    if entry:
        yield entry
