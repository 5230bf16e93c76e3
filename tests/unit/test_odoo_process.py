"""What bin/odoo adds to a command, and the configuration it writes."""

from pathlib import Path

import pytest

from tools import databases, odoo_process, paths
from tools.messages import Problem
from tools.odoo_source import Source
from tools.postgres import Server


@pytest.fixture(autouse=True)
def demo_exists(monkeypatch):
    monkeypatch.setattr(databases, "exists", lambda name: name == "demo")
    monkeypatch.setattr(odoo_process, "free_port", lambda: 4711)


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        (["shell"], ["shell", "-d", "demo"]),
        ([], ["server", "-d", "demo"]),
        (["-u", "crm_credit"], ["server", "-u", "crm_credit", "-d", "demo"]),
        (["server", "-dother"], ["server", "-dother"]),
        (["shell", "--database=other"], ["shell", "--database=other"]),
        (["db", "dump", "x"], ["db", "dump", "x"]),
        (["i18n", "loadlang", "-l", "zh_CN"], ["i18n", "loadlang", "-l", "zh_CN", "-d", "demo"]),
        (["--version"], ["--version"]),
        (["-d", "x", "--test-tags", "/a"], ["server", "-d", "x", "--test-tags", "/a", "--http-port=4711"]),
        (["-d", "x", "--test-tags=/a", "-p", "1"], ["-d", "x", "--test-tags=/a", "-p", "1"]),
    ],
)
def test_defaults(given, completed):
    assert odoo_process._with_defaults(given, "demo") == completed


def test_missing_demo_database_is_named():
    with pytest.raises(Problem, match="make demo"):
        odoo_process._with_defaults(["shell"], "absent")


def test_configuration_is_private_and_complete(tmp_path, monkeypatch):
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path))
    monkeypatch.setenv("ODOO_PORT", "8071")
    source = Source(tmp_path, (tmp_path / "addons",), "x")
    file = odoo_process._write_configuration(source, Server("/socket", "5433", "me", "p%s", Path("/")))
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert f"addons_path = {tmp_path / 'addons'},{paths.REPOSITORY}\n" in text
    assert "db_password = p%s\n" in text
    assert "http_port = 8071\n" in text
