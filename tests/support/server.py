"""Databases and Odoo server processes for a test, gone when it ends."""

import contextlib
import json
import uuid

import psycopg2

from tools import commands, databases, odoo_process, paths, postgres, templates
from tools.server import OdooServer

RESULT = "result-of-script:"


class Database:
    """A database of its own: a copy of the template with the product's addons, both languages, no demo data.

    The only user is ``admin`` with the password ``admin``.
    """

    def __init__(self, name):
        self.name = name

    def connect(self):
        """A direct psycopg2 connection; close it before the test ends."""
        server = postgres.server()
        return psycopg2.connect(
            host=server.host,
            port=server.port,
            user=server.user,
            password=server.password or None,
            dbname=self.name,
        )

    def query(self, statement, parameters=()):
        """Run one SQL statement in a transaction of its own and return its rows, if it has any."""
        with contextlib.closing(self.connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def shell(self, script, *options):
        """Run Python with ``env`` in an Odoo process of its own, and commit.

        :param options: further command line options of the process
        :return: what the script has assigned to ``result`` (anything that JSON can carry)
        """
        script = f"result = None\n{script}\nenv.cr.commit()\nimport json\nprint({RESULT!r} + json.dumps(result))\n"
        log = paths.log_file(f"shell-{self.name}")
        output = odoo_process.shell(self.name, script, "The script in the Odoo shell", log, options=options)
        _before, _marker, answer = output.rpartition(RESULT)
        return json.loads(answer.splitlines()[0])

    def api_key(self, login):
        """A key for ``rpc.Json2`` of the user with this login."""
        return self.shell(
            f"user = env['res.users'].search([('login', '=', {login!r})])\n"
            "keys = env['res.users.apikeys'].with_user(user)\n"
            "from datetime import datetime, timedelta\n"
            "result = keys._generate('rpc', 'test', datetime.now() + timedelta(days=1))\n"
        )


@contextlib.contextmanager
def new_database(template=None):
    """A fresh database, dropped at the end.

    :param template: name of another database to copy, such as ``templates.demo()``
    """
    name = databases.own_name(f"system_{uuid.uuid4().hex[:6]}")
    databases.create(name, template or templates.full())
    try:
        yield Database(name)
    finally:
        databases.drop(name)


@contextlib.contextmanager
def running_server(database, *options):
    """A server process for the database, ended at the end.

    :param options: Odoo's own, such as ``--workers=2`` (default: one process with threads)
    :return: an ``OdooServer`` with ``url``, ``pid`` and ``log`` (the path of its log)
    """
    port = odoo_process.free_port()
    log = paths.log_file(f"server-{database.name}-{port}")
    server = OdooServer(database.name, port, log, options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def run_odoo(database, *arguments):
    """Run an Odoo command on the database to its end and return its log; fails on a non-zero exit."""
    log = paths.log_file(f"odoo-{database.name}")
    command = odoo_process.command(*arguments, "-d", database.name)
    return commands.run(command, " ".join(arguments), log, env=odoo_process.environment())
