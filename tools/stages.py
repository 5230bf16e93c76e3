"""Parts of the tests side by side; what each has to say is printed whole when it ends."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from .messages import Problem, Step, say
from .reports import Report

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 30  # seconds that an interrupted program has for leaving nothing behind


@dataclass
class Stage:
    """One part of the tests.

    :param work: called with the stage, returns a ``Report``; it keeps ``detail`` (what is being done now) and
        ``process`` (the program that runs, leader of a session of its own) up to date
    """

    title: str
    work: Callable
    detail: str = ""
    process: object = None
    seconds: float = field(default=0, init=False)

    def run(self):
        """Do the work; a problem is a failure of this stage alone."""
        started = time.monotonic()
        try:
            report = self.work(self)
        except Problem as problem:
            report = Report(failed=1, complaints=[f"{problem}"])
        self.seconds = time.monotonic() - started
        self.detail = ""
        return report


def side_by_side(stages, workers=None):
    """Run the stages, the first ones first; return the sum of their reports. A failed one doesn't stop the others.

    An interruption (Ctrl-C, or SIGTERM when called in the main thread) ends the programs of all stages.

    :param workers: how many stages run at a time, by default one per processor and at least two
    """
    workers = min(workers or _processors(), len(stages))
    total, failed = Report(), []
    title = stages[0].title if len(stages) == 1 else f"Testing in {len(stages)} parts, {workers} at a time"
    with _interruptible(), Step(title, tell=lambda: " | ".join(stage.detail for stage in stages if stage.detail)) as step:
        with ThreadPoolExecutor(workers) as pool:
            futures = {pool.submit(stage.run): stage for stage in stages}
            try:
                for future in as_completed(futures):
                    stage, report = futures[future], future.result()
                    _tell(step, stage, report)
                    total.add(report)
                    failed += [stage.title] if report.failed else []
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                _end(futures)
                raise
    if failed:
        say(f"Failed: {'; '.join(failed)}")
    return total


def _processors():
    return max(2, len(os.sched_getaffinity(0)))


def _tell(step, stage, report):
    totals = f"  {report}" + (f" (log: {report.log})" if report.log else "")
    step.say("\n".join([f"{stage.title}: {stage.seconds:.0f} s", *report.complaints, totals]))


@contextlib.contextmanager
def _interruptible():
    """SIGTERM is an interruption as Ctrl-C is; after the first one further ones are not heeded."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number, _frame):
        for number in SIGNALS:
            signal.signal(number, lambda *_ignored: None)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(futures):
    """Interrupt what still runs, once; kill what does not heed it."""
    told = set()
    patient_until = time.monotonic() + PATIENCE
    while not all(future.done() for future in futures):
        for stage in futures.values():
            process = stage.process
            if process and process.poll() is None:
                if time.monotonic() > patient_until:
                    os.killpg(process.pid, signal.SIGKILL)
                elif process.pid not in told:
                    told.add(process.pid)
                    process.send_signal(signal.SIGINT)
        time.sleep(0.1)
