"""Template databases: made once, copied in a second, replaced when what they hold changes."""

import hashlib

from . import databases, locks, odoo_process, odoo_source, paths
from .messages import Step

BASE_MODULES = (
    "sale_management",
    "sale_margin",
    "sale_stock",
    "sale_crm",
    "account",
    "portal",
    "rating",
    "utm",
    "contacts",
    "l10n_cn",
)
"""What the product's addons stand on, and the chart of accounts of the demo."""

LANGUAGES = "en_US,zh_CN"
"""The first one is that of the company and of new users."""
PREGENERATE = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""
LOAD_DEMO = """
import json, pathlib
world = env["crm.demo.company"]
world._load()
env.cr.commit()
pathlib.Path({logins!r}).write_text(json.dumps(world._logins()))
"""


def base():
    """The name of the template with Odoo's own modules, without demo data, in two languages."""
    return _ensure(_base_name(), _build_base)


def full():
    """The name of the template with the product's addons; one for each state of their files."""
    return _ensure(_versioned("full"), _build_full)


def demo():
    """The name of the template with the demo company; ``demo_logins`` is its list of users."""
    return _ensure(_versioned("demo"), _build_demo)


def demo_logins(name):
    """The file with the logins of a demo template: triples of role, login and password."""
    return paths.folder("logins") / f"{name}.json"


def fingerprint():
    """A digest of all files of the product's addons."""
    digest = hashlib.sha256()
    for addon in paths.addons_present():
        for file in sorted((paths.REPOSITORY / addon).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(paths.REPOSITORY)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def install(database, modules, log, *, step):
    """Install modules into a database."""
    arguments = ["server", "-d", database, "-i", ",".join(modules), "--stop-after-init", "--no-http"]
    return odoo_process.run(arguments, f"Installing {', '.join(modules)}", log, step=step)


def _digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def _base_name():
    return databases.name("base", _digest(odoo_source.source().version, *BASE_MODULES, LANGUAGES))


def _versioned(kind):
    """A template of this checkout: its name ends with a digest of what it holds."""
    key = _digest(_base_name(), fingerprint())
    return databases.name(kind, f"{paths.checkout_key()}_{key}")


def _ensure(name, build):
    """Build under another name and rename, so that an interrupted build is never used."""
    if not databases.exists(name):
        with locks.exclusive(name):
            if not databases.exists(name):
                building = f"{name}_building"
                databases.drop(building)
                build(building)
                databases.rename(building, name)
                _forget_older(name)
    return name


def _forget_older(name):
    """Drop the templates of earlier states of this checkout's files."""
    kind = name.rpartition("_")[0] + "_"
    if paths.checkout_key() in kind:
        for old in databases.all_names():
            if old.startswith(kind) and old != name:
                databases.drop(old)
                demo_logins(old).unlink(missing_ok=True)


def _build_base(database):
    databases.create(database)
    log = paths.log_file("template-base")
    with Step("Making the template database: Odoo's modules, English and Chinese") as step:
        arguments = ["server", "-d", database, "-i", ",".join(BASE_MODULES)]
        arguments += [f"--load-language={LANGUAGES}", "--stop-after-init", "--no-http"]
        odoo_process.run(arguments, "Making the template database", log, step=step)
    _pregenerate(database)


def _build_full(database):
    databases.create(database, base())
    with Step("Installing the product's addons into a template") as step:
        install(database, paths.addons_present(), paths.log_file("template-full"), step=step)
    _pregenerate(database)


def _build_demo(database):
    databases.create(database, full())
    final = database.removesuffix("_building")
    script = LOAD_DEMO.format(logins=str(demo_logins(final)))
    with Step("Building the demo company") as step:

        def show(line):
            _before, marker, message = line.partition(" crm.demo: ")
            if marker:
                step.detail = message

        log = paths.log_file("template-demo")
        odoo_process.shell(database, script, "Building the demo company", log, follow=show)


def _pregenerate(database):
    """Make the web client's bundles now, or each copy's first page would take a minute."""
    with Step("Preparing the web client"):
        log = paths.log_file("web-client")
        odoo_process.shell(database, PREGENERATE, "Preparing the web client", log)
