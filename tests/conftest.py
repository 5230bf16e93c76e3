"""Fixtures of the whole-system tests; for other scopes use the context managers of tests.support.server."""

import contextlib

import pytest

from tests.support.server import new_database, running_server


@pytest.fixture
def database():
    """A fresh database with the product's addons: a ``tests.support.server.Database``."""
    with new_database() as made:
        yield made


@pytest.fixture
def odoo_server():
    """Start servers: ``odoo_server(database, "--workers=2")`` returns a running ``OdooServer``."""
    with contextlib.ExitStack() as servers:
        yield lambda database, *options: servers.enter_context(running_server(database, *options))
