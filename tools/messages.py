"""What the user sees: progress of long steps and one clear line for a problem."""

import sys
import threading
import time

STILL_RUNNING_EVERY = 20  # seconds between signs of life when the output is not a terminal


class Problem(Exception):
    """Something the user has to know: one line that names the cause and the way out."""


def say(text=""):
    """Print one line at once."""
    print(text, flush=True)


class Step:
    """Shows that a long step is running, for how long and what it is doing now.

    Use as a context manager; set ``detail`` while it runs. On a terminal one line is rewritten
    every second; in a log file a line appears at the start, now and then, and at the end. ``say``
    prints text in between.

    :param tell: called for what is being done now, in place of ``detail``
    """

    def __init__(self, title, stream=None, tell=None):
        self.title = title
        self.detail = ""
        self.tell = tell or (lambda: self.detail)
        self.stream = stream or sys.stderr  # the output of bin/odoo stays clean
        self.terminal = self.stream.isatty()
        self._finished = threading.Event()
        self._started = time.monotonic()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    @property
    def seconds(self):
        return time.monotonic() - self._started

    def say(self, text):
        """Print text, not into the line that shows the progress."""
        self._write(self._start_of_line())
        say(text)

    def __enter__(self):
        if not self.terminal:
            self._write(f"· {self.title} ...\n")
        self._ticker.start()
        return self

    def __exit__(self, kind, error, trace):
        self._finished.set()
        self._ticker.join()
        outcome = "failed after" if kind else "done in"
        self._write(f"{self._start_of_line()}· {self.title}: {outcome} {self.seconds:.0f} s\n")

    def _tick(self):
        pause = 1 if self.terminal else STILL_RUNNING_EVERY
        while not self._finished.wait(pause):
            line = f"· {self.title}: {self.seconds:.0f} s {self.tell()[:70]}".rstrip()
            self._write(f"{self._start_of_line()}{line}" + ("" if self.terminal else "\n"))

    def _start_of_line(self):
        return "\r\x1b[K" if self.terminal else ""

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()
