"""``make clean`` removes what the tools made and nothing else."""

from tools import cleaning, postgres


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
