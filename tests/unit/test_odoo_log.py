"""What the log of an Odoo test run is counted as."""

from tools import odoo_log

START = "2026-01-02 03:04:05,678 42"


def log(*entries):
    return "\n".join(f"{START} {level} db odoo.module: {text}" for level, text in entries)


def test_clean_run():
    report = odoo_log.read(log(("INFO", "Starting TestA.test_b ..."), ("INFO", "0 failed, 0 error(s) of 7 tests")))
    assert (report.passed, report.failed, report.skipped, report.complaints) == (7, 0, 0, [])


def test_failures_and_their_tracebacks():
    report = odoo_log.read(
        log(
            ("ERROR", "FAIL: TestA.test_b\nTraceback (most recent call last):\nAssertionError: 1 != 2"),
            ("ERROR", "1 failed, 1 error(s) of 7 tests when loading database 'db'"),
        )
    )
    assert (report.passed, report.failed) == (5, 2)
    assert report.complaints == ["FAIL: TestA.test_b\nTraceback (most recent call last):\nAssertionError: 1 != 2"]


def test_warning_fails_a_run_without_failed_tests():
    report = odoo_log.read(log(("WARNING", "deprecated"), ("INFO", "0 failed, 0 error(s) of 7 tests")))
    assert (report.passed, report.failed, report.complaints) == (7, 1, ["deprecated"])


def test_skipped_test_is_counted():
    report = odoo_log.read(log(("INFO", "skipped TestA.test_b : not here"), ("INFO", "0 failed, 0 error(s) of 7 tests")))
    assert (report.passed, report.failed, report.skipped) == (6, 0, 1)


def test_tour_without_browser_fails():
    report = odoo_log.read(
        log(
            ("INFO", "skipped TestTour.test_b : Chrome executable not found"),
            ("INFO", "0 failed, 0 error(s) of 7 tests"),
        )
    )
    assert (report.passed, report.failed, report.skipped) == (6, 1, 1)


def test_line_outside_of_the_log_is_part_of_the_entry_before():
    report = odoo_log.read(log(("WARNING", "first")) + "\nsecond\n")
    assert report.complaints == ["first\nsecond"]
