"""Run other programs: output into a log file, progress to the screen, failures as one line."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .messages import Problem

TELLING = re.compile(r"(^E: |error|fatal|failed|cannot|refused|denied|unable|no such)", re.IGNORECASE)
CAUSE = re.compile(r"(failed to fetch|^E: |dpkg-deb.*error|temporary failure|connection refused)", re.IGNORECASE)
NO_SPACE = "no space left on device"
DISK_FULL = "the disk is full"
FULL_BELOW = 20 * 1024**2  # bytes


def run(command, doing, log, *, follow=None, stdin="", **options):
    """Run a program with its output in the file ``log``.

    :param doing: what it is for, the start of the sentence shown when it fails
    :param follow: called with each line of output, to show progress
    :param stdin: text for its standard input
    :param options: further arguments of ``subprocess.Popen``
    :return: the whole output
    :raise Problem: when the program fails or is absent
    """
    status, output = run_unchecked(command, log, follow=follow, stdin=stdin, **options)
    if status:
        why = DISK_FULL if _disk_is_full(log) else reason(output, status)
        raise Problem(f"{doing} failed: {why} (log: {log})")
    return output


def run_unchecked(command, log, *, follow=None, started=None, stdin="", **options):
    """As ``run``, but return the pair (exit status, output) whatever the status is.

    :param started: called with the process as soon as there is one
    """
    lines = []
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError as error:
        raise Problem(f"The program {command[0]} is missing on this machine") from error
    if started:
        started(process)
    with open(log, "w", encoding="utf-8") as target, process:
        _feed(process, stdin)
        for line in process.stdout:
            target.write(line)
            target.flush()
            lines.append(line)
            if follow:
                follow(line.rstrip())
    return process.returncode, "".join(lines)


def _feed(process, text):
    """Give the program its input; it is short, so that no pipe can fill up."""
    try:
        process.stdin.write(text)
        process.stdin.close()
    except BrokenPipeError:
        pass  # the program ended without reading: its exit status tells the story


def _disk_is_full(log):
    """Some programs fail on a full disk with other words."""
    return shutil.disk_usage(Path(log).parent).free < FULL_BELOW


def reason(output, status):
    """The line of the output that most likely says why the program failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any(NO_SPACE in line.lower() for line in lines):
        return DISK_FULL
    causes = [line for line in lines if CAUSE.search(line)]
    if causes:  # what these programs say later is a mere consequence
        return causes[0][:300]
    telling = [line for line in lines if TELLING.search(line)]
    return (telling or lines or [f"exit status {status}"])[-1][:300]


def answer(command, **options):
    """The output of a short program, or an empty text when it fails or is absent."""
    try:
        result = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""


def environment(**changes):
    """The caller's environment with changes; a value of None removes the variable."""
    merged = {**os.environ, **changes}
    return {key: str(value) for key, value in merged.items() if value is not None}
