"""Parts of the tests side by side; what each has to say is printed whole when it ends."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from .messages import Problem, Step, say
from .reports import Report

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 30  # seconds that an interrupted program has for leaving nothing behind
HEEDED = 1  # seconds between two looks whether somebody interrupts


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

    :param workers: how many stages run at a time, by default one more than there are processors, since each waits at times
    """
    workers = min(workers or _processors() + 1, len(stages))
    total, failed = Report(), []
    title = stages[0].title if len(stages) == 1 else f"Testing in {len(stages)} parts, {workers} at a time"

    def doing():
        return " | ".join(stage.detail for stage in stages if stage.detail)

    with _interruptible() as interruptions, Step(title, tell=doing) as step:
        with ThreadPoolExecutor(workers) as pool:
            futures = {pool.submit(stage.run): stage for stage in stages}
            try:
                for future in _ended(futures, interruptions):
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


def _ended(futures, interruptions):
    """The futures in the order in which they end.

    :raise KeyboardInterrupt: at most ``HEEDED`` seconds after an interruption
    """
    pending = set(futures)
    while pending:
        done, pending = wait(pending, HEEDED, FIRST_COMPLETED)
        if interruptions:
            raise KeyboardInterrupt
        yield from done


def _processors():
    return len(os.sched_getaffinity(0))


def _tell(step, stage, report):
    totals = f"  {report}" + (f" (log: {report.log})" if report.log else "")
    step.say("\n".join([f"{stage.title}: {stage.seconds:.0f} s", *report.complaints, totals]))


@contextlib.contextmanager
def _interruptible():
    """SIGTERM is an interruption as Ctrl-C is: both are kept in the list that is given.

    An exception out of the handler would come anywhere, also where the stages are being started and nobody ends them.
    """
    interruptions = []
    if threading.current_thread() is not threading.main_thread():
        yield interruptions
        return

    def note(number, _frame):
        interruptions.append(number)

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield interruptions
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
