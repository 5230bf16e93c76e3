"""The database server: a private cluster in the cache folder, or the one named by ``PGHOST``."""

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import commands, locks, machine, paths
from .messages import Problem, Step

ROLE = "odoo"
"""Odoo refuses to work as ``postgres``."""

VERSIONED_PROGRAMS = Path("/usr/lib/postgresql")
LONGEST_SOCKET = 100  # bytes; the system's limit for a socket's path is 107
SETTINGS = """\
# a private cluster: no network, only the unix socket of a folder that its owner alone can enter
listen_addresses = ''
# a crash of the machine may lose the last moment of work, never the consistency of the data
synchronous_commit = off
shared_buffers = 256MB
work_mem = 32MB
max_wal_size = 2GB
checkpoint_timeout = 15min
max_connections = 200
jit = off
"""


@dataclass(frozen=True)
class Server:
    """How to reach a database server; ``programs`` holds psql, empty when it is on the path."""

    host: str
    port: str
    user: str
    password: str
    programs: Path

    def variables(self):
        """The environment of a client."""
        return {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password or None,
            "PGDATABASE": None,
        }

    def psql(self, statement, database="postgres"):
        """Run a statement and return what it prints, columns parted by ``|``.

        :raise Problem: with the server's message when it refuses
        """
        result = subprocess.run(
            [self.programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, database],
            env=commands.environment(**self.variables()),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            why = commands.reason(result.stderr, result.returncode)
            raise Problem(f"The database server at {self.host} refused: {why}")
        return result.stdout.strip()


def server():
    """The database server, installed and started when needed."""
    return _existing() if os.environ.get("PGHOST") else _private()


def stop():
    """Stop the private cluster; True when it was running."""
    data = _home() / "data"
    if os.environ.get("PGHOST") or not _running(data):
        return False
    programs = _programs(data)
    command = [programs / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop"]
    commands.run(command, "Stopping PostgreSQL", paths.log_file("postgres"), **_as_owner())
    return True


def _existing():
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    if user == "postgres":
        raise Problem("Odoo refuses the role postgres: set PGUSER to another with CREATEDB")
    psql = shutil.which("psql") or next(map(str, _installed("psql")), None)
    if not psql:
        machine.install("postgresql-client")
        psql = shutil.which("psql")
    port = os.environ.get("PGPORT") or "5432"
    password = os.environ.get("PGPASSWORD") or ""
    existing = Server(os.environ["PGHOST"], port, user, password, Path(psql).parent)
    existing.psql("SELECT 1")
    return existing


def _private():
    home = _home()
    data = home / "data"
    if not _running(data):
        with locks.exclusive("postgres"):
            if not (data / "PG_VERSION").exists():
                _initialise(home)
            if not _running(data):
                _start(home)
    return Server(str(_socket_folder()), "5432", ROLE, "", _programs(data))


def _home():
    return paths.cache() / "postgres"


def _initialise(home):
    programs = _programs(None)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(home, _owner().pw_name)
    _check_reachable(home)
    shutil.rmtree(home / "data.building", ignore_errors=True)
    with Step("Making the database cluster"):
        command = [programs / "initdb", "-D", home / "data.building", "-U", ROLE]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        log = paths.log_file("initdb")
        commands.run(command, "Making the database cluster", log, **_as_owner())
    with open(home / "data.building" / "postgresql.conf", "a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    (home / "data.building").rename(home / "data")


def _start(home):
    data = home / "data"
    socket = _socket_folder()
    socket.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(socket, _owner().pw_name)
    log = home / "log"
    command = [_programs(data) / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "120"]
    command += ["-o", f"-k {socket} -p 5432", "start"]
    started = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
        **_as_owner(),
    )
    if started.returncode:
        text = log.read_text(errors="replace")[-4000:] if log.exists() else ""
        why = commands.reason(text, started.returncode)
        raise Problem(f"PostgreSQL could not be started: {why} (log: {log})")


def _socket_folder():
    """The cluster's folder, or a short one when the path is too long for a socket."""
    home = _home()
    if len(f"{home}/.s.PGSQL.5432") <= LONGEST_SOCKET:
        return home
    key = re.sub(r"\W", "", str(home))[-24:]
    return Path("/tmp") / f"{paths.PROJECT}-{os.geteuid()}-{key}"


def _running(data):
    """Whether the cluster's server is alive: its pid file names a living process of this cluster."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError, IndexError):
        return False
    return str(data) in command.split("\0")


def _installed(program):
    """All files of that name among PostgreSQL's installed versions, the newest first."""
    versions = VERSIONED_PROGRAMS.glob(f"*/bin/{program}")
    return sorted(versions, key=lambda file: float(file.parts[-3]), reverse=True)


def _programs(data):
    """The folder of PostgreSQL's programs: of the version that made ``data``, else the newest."""
    if data and (data / "PG_VERSION").exists():
        wanted = (data / "PG_VERSION").read_text().strip()
        folder = _matching(wanted)
        if not folder:
            raise Problem(f"The cluster {data} needs PostgreSQL {wanted}: install it or make clean")
        return folder
    if not _candidates():
        machine.ensure_postgresql()
    if not _candidates():
        raise Problem("PostgreSQL's initdb was not found after the installation")
    return _candidates()[0]


def _candidates():
    on_path = shutil.which("initdb")
    folders = [file.parent for file in _installed("initdb")]
    return folders + ([Path(on_path).parent] if on_path else [])


def _matching(wanted):
    for folder in _candidates():
        shown = commands.answer([folder / "initdb", "--version"])
        if re.search(rf"\b{re.escape(wanted)}[.\w]*\b", shown):
            return folder
    return None


def _owner():
    """Who runs the cluster when the caller is root, which PostgreSQL refuses."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL does not run as root and there is no user postgres or nobody")


def _as_owner():
    """Arguments of ``subprocess`` that make a program run as the cluster's owner."""
    if os.geteuid() != 0:
        return {"cwd": "/"}
    owner = _owner()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}


def _check_reachable(home):
    as_owner = _as_owner()
    tried = subprocess.run(["test", "-w", str(home)], check=False, **as_owner)
    if tried.returncode:
        raise Problem(
            f"The user {_owner().pw_name}, who runs PostgreSQL for root, can't enter {home}:"
            " set CUSTOMER_VALUE_CACHE to a folder that is open to all users"
        )
