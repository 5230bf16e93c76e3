"""Failures of other programs become one line."""

import io

import pytest

from tools import commands, databases, machine, paths
from tools.messages import Problem, Step


def test_failure_names_purpose_reason_and_log(tmp_path):
    log = tmp_path / "log"
    with pytest.raises(Problem) as problem:
        commands.run(["sh", "-c", "echo fine; echo E: broken; exit 3"], "Mending", log)
    assert str(problem.value) == f"Mending failed: E: broken (log: {log})"
    assert log.read_text() == "fine\nE: broken\n"


def test_full_disk_is_recognised():
    output = "writing\ndpkg-deb: error: No space left on device\nerror: sub-process failed\n"
    assert commands.reason(output, 2) == "the disk is full"


def test_silent_failure_shows_its_status():
    assert commands.reason("", 7) == "exit status 7"


def test_missing_program_is_named(tmp_path):
    with pytest.raises(Problem, match="no-such-program is missing"):
        commands.run(["no-such-program"], "x", tmp_path / "log")


def test_variables_can_be_removed(monkeypatch):
    monkeypatch.setenv("PGDATABASE", "x")
    assert "PGDATABASE" not in commands.environment(PGDATABASE=None)


def test_step_tells_start_and_end():
    stream = io.StringIO()
    with Step("Doing", stream):
        pass
    assert stream.getvalue() == "· Doing ...\n· Doing: done in 0 s\n"


def test_step_tells_failure():
    stream = io.StringIO()
    with pytest.raises(ValueError), Step("Doing", stream):
        raise ValueError
    assert stream.getvalue().endswith("· Doing: failed after 0 s\n")


def test_space_is_checked(monkeypatch, tmp_path):
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path))
    monkeypatch.setattr(machine, "NEEDED_GIGABYTES", 10**9)
    with pytest.raises(Problem, match="make room or set CUSTOMER_VALUE_CACHE"):
        machine.check_space()


def test_machine_without_sudo(monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine.shutil, "which", lambda name: None if name == "sudo" else name)
    with pytest.raises(Problem, match="ask an administrator to run: apt-get install chromium"):
        machine._root_prefix("chromium")


def test_machine_without_apt(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    with pytest.raises(Problem, match="no apt-get: install chromium"):
        machine._root_prefix("chromium")


def test_strange_database_is_never_dropped():
    with pytest.raises(Problem, match="not a database of this project"):
        databases.drop("production")


def test_databases_on_a_shared_server_bear_the_mark_of_the_cache(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    assert databases.name("base", "key") == "customer_value_base_key"
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", "/first")
    first = databases.name("base", "key")
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", "/second")
    assert databases.name("base", "key") != first
    with pytest.raises(Problem, match="not a database of this project"):
        databases.drop(first)


@pytest.mark.parametrize("name", ['a"b', "a;b", "", "a b"])
def test_strange_database_name_is_refused(name):
    with pytest.raises(Problem, match="no good name"):
        databases._safe(name)


def test_cache_of_root_and_of_others(monkeypatch):
    monkeypatch.delenv("CUSTOMER_VALUE_CACHE", raising=False)
    monkeypatch.setattr(paths.os, "geteuid", lambda: 0)
    assert paths.cache() == paths.SHARED_CACHE
    monkeypatch.setattr(paths.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert str(paths.cache()) == "/caches/customer-value"
