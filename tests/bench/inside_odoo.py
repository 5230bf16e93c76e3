"""Run parts of the measurements inside an Odoo process."""

from dataclasses import asdict

from tools import paths

from .figures import Figure

SCRIPT = """
import sys
sys.path.insert(0, {repository!r})
from importlib import import_module
from tests.bench.inside_odoo import plain
result = plain(import_module({module!r}).run(env, **{arguments!r}))
"""


def call(database, module, **arguments):
    """Call ``run(env, **arguments)`` of a module of this repository in an Odoo shell, and commit.

    :return: its result (anything that JSON can carry; a list of Figure becomes one of dicts)
    """
    script = SCRIPT.format(repository=str(paths.REPOSITORY), module=module, arguments=arguments)
    return database.shell(script)


def figures(database, module, **arguments):
    """:return: the list of Figure that ``run`` of a module measures inside Odoo"""
    return [Figure(**row) for row in call(database, f"tests.bench.{module}", **arguments)]


def plain(result):
    """:return: the result with every Figure as a dict"""
    if isinstance(result, list):
        return [asdict(item) if isinstance(item, Figure) else item for item in result]
    return result
