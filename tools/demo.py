"""``make demo`` and ``make stop``: a running Odoo with the demo company."""

import json
import os

from . import databases, machine, odoo_process, paths, templates
from .messages import Step, say
from .server import OdooServer, check_port

STATE = "demo.json"


def database(checkout=None):
    """The name of the demo database of this checkout or of another one."""
    return databases.name("demo_live", checkout or paths.checkout_key())


def start(fresh=False):
    """Bring the demo up and print where it is and who can log in.

    The data of an earlier start is kept; the addons are upgraded when their files have changed.

    :param fresh: throw the database away and start from the template again
    """
    machine.check_python()
    state = _read_state()
    server = _server(state)
    changed = state.get("fingerprint") != templates.fingerprint()
    if server.alive() and not (fresh or changed) and server.answers():
        return _welcome(server, state)
    if server.alive():
        server.stop()
    check_port(_port())
    if not state:
        machine.check_space()
    odoo_process.prepare()
    state = _prepare_database(state, fresh, changed)
    server = _server({})
    with Step("Starting Odoo"):
        server.start()
    _write_state({**state, "pid": server.pid, "port": server.port})
    return _welcome(server, state)


def stop(checkout=None):
    """Stop the demo's server of this checkout or of another one; True when it was running."""
    return _server(_read_state(checkout), checkout).stop()


def running(checkout):
    """Whether the demo's server of a checkout is alive."""
    return _server(_read_state(checkout), checkout).alive()


def _port():
    return int(os.environ.get("ODOO_PORT", "8069"))


def _server(state, checkout=None):
    server = OdooServer(database(checkout), state.get("port") or _port(), paths.log_file("demo"))
    server.pid = state.get("pid")
    return server


def _prepare_database(state, fresh, changed):
    """Make, keep or upgrade the database; return the new state."""
    name = database()
    if fresh or not databases.exists(name):
        template = templates.demo()
        databases.drop(name)
        databases.create(name, template)
        logins = json.loads(templates.demo_logins(template).read_text())
        state = {"logins": logins}
    elif changed:
        _upgrade(name)
    state = {**state, "fingerprint": templates.fingerprint()}
    _write_state(state)
    return state


def _upgrade(name):
    with Step("The addons have changed: upgrading the demo database") as step:
        modules = ",".join(paths.addons_present())
        arguments = ["server", "-d", name, "-i", modules, "-u", modules]
        arguments += ["--stop-after-init", "--no-http"]
        log = paths.log_file("demo-upgrade")
        odoo_process.run(arguments, "Upgrading the demo database", log, step=step)


def _welcome(server, state):
    logins = state.get("logins", [])
    say(f"\nOdoo runs at {server.url} (database {server.database})")
    width = max((len(role) for role, *_rest in logins), default=0)
    for role, login, password in logins:
        say(f"  {role:<{width}}  {login} / {password}")
    say("\nmake stop ends it, make demo starts it again with its data.")


def _state_file(checkout=None):
    return paths.folder("checkouts", checkout or paths.checkout_key()) / STATE


def _read_state(checkout=None):
    try:
        return json.loads(_state_file(checkout).read_text())
    except (OSError, ValueError):
        return {}


def _write_state(state):
    _state_file().write_text(json.dumps(state, indent=1))
