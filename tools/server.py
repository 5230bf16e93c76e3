"""An Odoo server process of ours: start it, wait until it answers, stop it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import commands, odoo_process
from .messages import Problem

START_SECONDS = 180
STOP_SECONDS = 15


class OdooServer:
    """A server of one database on one port, its log in a file.

    :param options: further command line options, such as ``--workers=2``
    """

    def __init__(self, database, port, log, options=()):
        self.database = database
        self.port = int(port)
        self.log = Path(log)
        self.options = list(options)
        self.pid = None

    @property
    def url(self):
        """The base address without a slash at the end."""
        return f"http://localhost:{self.port}"

    def start(self):
        """Start in the background and wait for the first answer.

        :raise Problem: when the port is taken or the server ends before it answers
        """
        check_port(self.port)
        arguments = ["server", "-d", self.database, f"--db-filter=^{self.database}$"]
        arguments += [f"--http-port={self.port}", f"--gevent-port={odoo_process.free_port()}"]
        with open(self.log, "w", encoding="utf-8") as log:
            process = subprocess.Popen(
                odoo_process.command(*arguments, *self.options),
                env=odoo_process.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = process.pid
        self._wait(process)
        return self

    def _wait(self, process):
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if process.poll() is not None:
                why = commands.reason(self.log.read_text(errors="replace"), process.returncode)
                raise Problem(f"The Odoo server ended at once: {why} (log: {self.log})")
            if time.monotonic() > until:
                self.stop()
                raise Problem(f"The Odoo server did not answer in {START_SECONDS} s: see {self.log}")
            time.sleep(0.3)

    def answers(self):
        """Whether the server serves its database."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def alive(self):
        """Whether the process ``pid`` is still this server and not a stranger with its number."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_text().split("\0")
        except OSError:
            return False
        return f"--db-filter=^{self.database}$" in words

    def stop(self):
        """End the process and its workers; True when it was running."""
        if not self.alive():
            return False
        os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while self.alive() and time.monotonic() < until:
            _reap(self.pid)
            time.sleep(0.1)
        if self.alive():
            os.killpg(self.pid, signal.SIGKILL)
            _reap(self.pid)
        return True


def check_port(port):
    """Refuse a port that another program listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("ODOO_INTERFACE", "127.0.0.1"), int(port)))
        except OSError as error:
            raise Problem(
                f"Port {port} can't be used ({error.strerror}): stop the other program or choose"
                " another port, such as ODOO_PORT=8070 make demo"
            ) from error


def _reap(pid):
    """Take the exit status of a child, which stays listed as a process until then."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass  # started by an earlier command: not ours to wait for
