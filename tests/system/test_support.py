"""The test support itself: a database of its own, a real server, and its three doors."""

import contextlib

import pytest

from tests.support.rpc import Json2, RpcError, Web, XmlRpc
from tests.support.server import new_database, running_server


@pytest.fixture(scope="module")
def world():
    """One database and one threaded server for all tests of this file."""
    with contextlib.ExitStack() as opened:
        database = opened.enter_context(new_database())
        yield database, opened.enter_context(running_server(database))


def test_database_has_addons_and_both_languages(world):
    database, _server = world
    installed = {name for (name,) in database.query("SELECT name FROM ir_module_module WHERE state = 'installed'")}
    assert {"crm_grading", "crm_credit", "crm_industry"} <= installed
    assert database.query("SELECT code FROM res_lang WHERE active ORDER BY code") == [("en_US",), ("zh_CN",)]


def test_web_and_xmlrpc_and_json2_see_the_same(world):
    database, server = world
    [partner] = Web(server.url, database.name).call("res.partner", "create", [{"name": "Alpha"}])
    by_xml = XmlRpc(server.url, database.name).call("res.partner", "read", [partner], ["name"])
    key = database.api_key("admin")
    by_json = Json2(server.url, database.name, key).call("res.partner", "read", ids=[partner], fields=["name"])
    assert by_xml == by_json == [{"id": partner, "name": "Alpha"}]
    assert database.query("SELECT name FROM res_partner WHERE id = %s", [partner]) == [("Alpha",)]


def test_errors_of_the_server_are_raised(world):
    database, server = world
    with pytest.raises(RpcError) as error:
        Web(server.url, database.name).call("res.partner", "create", [{"name": False}])
    assert error.value.name == "odoo.exceptions.ValidationError"


def test_shell_returns_what_the_script_found(world):
    database, _server = world
    assert database.shell("result = env['res.company'].search_count([])") == 1


def test_workers(database, odoo_server):
    server = odoo_server(database, "--workers=2", "--max-cron-threads=0")
    assert Web(server.url, database.name).uid
    assert server.stop()
    assert not server.alive()
