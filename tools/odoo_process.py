"""Start Odoo: its command line, configuration file and environment."""

import configparser
import os
import re
import socket
import sys
import threading

from . import commands, databases, odoo_source, paths, postgres, python_env
from .messages import Problem

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
HIDDEN_WARNINGS = "ignore::DeprecationWarning,ignore::PendingDeprecationWarning"
"""Newer Python packages warn about Odoo's own calls; Odoo would log them as warnings."""


def prepare():
    """Fetch and start all that Odoo needs; what may want the network or an administrator comes first."""
    postgres.server()
    odoo_source.source()
    python_env.python()


def command(*arguments):
    """The program and arguments that run Odoo."""
    return [str(python_env.python()), "-m", "odoo", *map(str, arguments)]


def environment():
    """The environment of an Odoo process: the project's Odoo, server and configuration file."""
    server = postgres.server()
    source = odoo_source.source()
    return commands.environment(
        **server.variables(),
        ODOO_RC=_write_configuration(source, server),
        PYTHONPATH=source.python_path,
        PYTHONWARNINGS=HIDDEN_WARNINGS,
    )


def run(arguments, doing, log, *, step=None, stdin=""):
    """Run an Odoo command to its end, its log in the file ``log``.

    :param step: a ``Step`` that shows which module is being loaded
    :raise Problem: when it fails
    """
    return commands.run(command(*arguments), doing, log, follow=_shower(step), stdin=stdin, env=environment())


def shell(database, script, doing, log, *, follow=None, options=()):
    """Run a Python script with ``env`` in an Odoo shell; it commits by itself.

    :param options: further command line options, such as ``--addons-path=...``
    """
    arguments = ["shell", "-d", database, "--no-http", "--shell-interface=python", *options]
    return commands.run(command(*arguments), doing, log, follow=follow, stdin=script, env=environment())


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def interactive(arguments):
    """``bin/odoo``: become Odoo, with the demo database where none is named."""
    from . import demo  # the demo knows this module

    prepare()
    arguments = _with_defaults(list(arguments), demo.database())
    variables = environment()
    sys.stdout.flush()
    program = command(*arguments)
    os.execvpe(program[0], program, variables)


def _with_defaults(arguments, database):
    """Add the database and a free port where the command wants one and none is given."""
    verb = arguments[0] if arguments and not arguments[0].startswith("-") else "server"
    if verb in ("server", "shell", "i18n", "module") and not _names(arguments, "-d", "--database"):
        if not {"-h", "--help", "--version"}.intersection(arguments):
            if not databases.exists(database):
                raise Problem("There is no demo database yet: make demo, or name one with -d")
            arguments = _add(arguments, verb, "-d", database)
    testing = _names(arguments, "--test-tags", "--test-enable", "--test-file")
    if testing and not _names(arguments, "-p", "--http-port", "--no-http"):
        arguments = _add(arguments, verb, f"--http-port={free_port()}")
    return arguments


def _names(arguments, *options):
    """Whether one of the options is among the arguments, also as ``--option=value`` or ``-dNAME``."""
    return any(
        argument == option
        or argument.startswith(f"{option}=")
        or (len(option) == 2 and argument.startswith(option) and not argument.startswith("--"))
        for argument in arguments
        for option in options
    )


def _add(arguments, verb, *more):
    """Put options at the end; ``i18n`` and ``module`` have verbs of their own before."""
    explicit = arguments if arguments and arguments[0] == verb else [verb, *arguments]
    return [*explicit, *more]


def _write_configuration(source, server):
    """The configuration file of this checkout."""
    addons = [*source.addons, paths.REPOSITORY]
    options = {
        "addons_path": ",".join(map(str, addons)),
        "data_dir": databases.data_folder(),
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "http_interface": os.environ.get("ODOO_INTERFACE", "127.0.0.1"),
        "http_port": os.environ.get("ODOO_PORT", "8069"),
        "list_db": "False",
        "screenshots": paths.checkout_folder("screenshots"),
    }
    if server.password:
        options["db_password"] = server.password
    parser = configparser.RawConfigParser()
    parser["options"] = {key: str(value) for key, value in options.items()}
    file = paths.checkout_folder() / "odoo.conf"
    building = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    with open(building, "w", encoding="utf-8", opener=_private) as target:
        parser.write(target)
    building.rename(file)
    return file


def _private(path, flags):
    """The file may hold a password."""
    return os.open(path, flags, 0o600)


def _shower(step):
    def show(line):
        found = LOADING.search(line)
        if step and found:
            step.detail = f"module {found[2]} of {found[3]}: {found[1]}"

    return show
