"""Stages run side by side, are all reported, and leave no program behind."""

import os
import signal
import threading

import pytest

from tools import commands, runners, stages
from tools.messages import Problem
from tools.reports import Report
from tools.stages import Stage

SECONDS = 30  # nobody waits so long unless something is broken


def ends_with(report):
    return lambda _stage: report


def test_counts_are_added_and_each_output_is_whole(capsys):
    failed = Report(1, 1, 0, ["FAIL: TestA.test_b", "AssertionError"])
    total = stages.side_by_side([Stage("First", ends_with(failed)), Stage("Second", ends_with(Report(3, 0, 1)))])
    assert (total.passed, total.failed, total.skipped) == (4, 1, 1)
    output = capsys.readouterr().out
    assert "First: 0 s\nFAIL: TestA.test_b\nAssertionError\n  1 passed, 1 failed\n" in output
    assert "Second: 0 s\n  3 passed, 0 failed, 1 skipped\n" in output
    assert output.endswith("Failed: First\n")


def test_a_problem_is_a_failure_of_its_stage_alone(capsys):
    def broken(_stage):
        raise Problem("The template is broken")

    total = stages.side_by_side([Stage("First", broken), Stage("Second", ends_with(Report(3)))], workers=1)
    assert (total.passed, total.failed) == (3, 1)
    assert "First: 0 s\nThe template is broken\n  0 passed, 1 failed\n" in capsys.readouterr().out


def test_stages_run_at_the_same_time():
    both = threading.Barrier(2)

    def meet(_stage):
        both.wait(SECONDS)
        return Report(1)

    assert stages.side_by_side([Stage("First", meet), Stage("Second", meet)], workers=2).passed == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interruption_ends_the_programs_and_starts_no_more(tmp_path, number):
    both = threading.Barrier(2, lambda: os.kill(os.getpid(), number))
    ended, cleaned = [], []

    def sleep(stage):
        def started(process):
            stage.process = process
            both.wait(SECONDS)

        try:
            log = tmp_path / stage.title
            ended.append(commands.run_unchecked(["sleep", str(2 * SECONDS)], log, started=started, start_new_session=True)[0])
        finally:
            cleaned.append(stage.title)
        return Report(1)

    handlers = [signal.getsignal(each) for each in stages.SIGNALS]
    with pytest.raises(KeyboardInterrupt):
        stages.side_by_side([Stage(title, sleep) for title in ("a", "b", "never")], workers=2)
    assert ended == [-signal.SIGINT] * 2
    assert sorted(cleaned) == ["a", "b"]
    assert [signal.getsignal(each) for each in stages.SIGNALS] == handlers


def test_program_that_does_not_heed_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "PATIENCE", 0.5)
    ended = []

    def deaf(stage):
        def started(process):
            stage.process = process

        def ready(_line):
            os.kill(os.getpid(), signal.SIGTERM)

        command = ["sh", "-c", "trap '' INT; echo ready; while :; do sleep 1; done"]
        status, _output = commands.run_unchecked(
            command, tmp_path / "log", follow=ready, started=started, start_new_session=True
        )
        ended.append(status)
        return Report()

    with pytest.raises(KeyboardInterrupt):
        stages.side_by_side([Stage("deaf", deaf)])
    assert ended == [-signal.SIGKILL]


def test_junit_file_is_counted(tmp_path):
    results = tmp_path / "pytest.xml"
    assert (runners.pytest_report(results, 2).passed, runners.pytest_report(results, 2).failed) == (0, 1)
    results.write_text('<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>')
    report = runners.pytest_report(results, 1)
    assert (report.passed, report.failed, report.skipped) == (3, 2, 2)
