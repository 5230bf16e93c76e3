"""``make clean`` removes what the tools made and nothing else."""

import pytest

from tools import cleaning, demo, locks, postgres


def test_only_our_folders_are_removed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path))
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setattr(postgres, "stop", lambda: False)
    for name in ("odoo", "venv-3.11-abc", "checkouts/abc", "holiday pictures"):
        (tmp_path / name).mkdir(parents=True)
    cleaning.clean()
    assert [path.name for path in tmp_path.iterdir()] == ["holiday pictures"]
    assert f"Removed {tmp_path / 'odoo'}." in capsys.readouterr().out


def test_empty_cache(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path / "absent"))
    monkeypatch.delenv("PGHOST", raising=False)
    cleaning.clean()
    assert capsys.readouterr().out == f"Nothing to remove in {tmp_path / 'absent'}.\n"


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """No demo runs; the list of the stops of the cluster."""
    stops = []
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path))
    monkeypatch.setattr(demo, "stop", lambda: False)
    monkeypatch.setattr(postgres, "stop", lambda: stops.append("now") or True)
    return stops


def test_cluster_stays_while_anybody_tests(stopped):
    with locks.shared(locks.CLUSTER), locks.shared(locks.CLUSTER):
        cleaning.stop()
    assert not stopped


def test_cluster_is_stopped_when_nobody_needs_it(stopped):
    with locks.shared(locks.CLUSTER):
        pass
    cleaning.stop()
    assert stopped == ["now"]
