"""Which Odoo is used, and what is said when it can't be."""

import shutil
import subprocess

import pytest

from tools import debian_odoo, odoo_source
from tools.messages import Problem

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="Debian's tools are absent")


def checkout(folder, series):
    (folder / "odoo" / "addons").mkdir(parents=True)
    (folder / "addons").mkdir()
    (folder / "odoo" / "release.py").write_text(f"version_info = ({series}, 0, FINAL, 0, '')\n")


def test_checkout(tmp_path, monkeypatch):
    checkout(tmp_path, "19, 0")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    source = odoo_source.source()
    assert source.python_path == tmp_path
    assert source.addons == (tmp_path / "addons", tmp_path / "odoo" / "addons")


def test_folder_with_a_checkout_inside(tmp_path, monkeypatch):
    checkout(tmp_path / "odoo", "19, 0")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    assert odoo_source.source().python_path == tmp_path / "odoo"


def test_other_series_is_refused(tmp_path, monkeypatch):
    checkout(tmp_path, "18, 0")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Problem, match="holds Odoo 18.0, 19.0 is needed"):
        odoo_source.source()


def test_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Problem, match="holds no Odoo"):
        odoo_source.source()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CUSTOMER_VALUE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ODOO_HOME", raising=False)
    debs = tmp_path / "debs"
    debs.mkdir()
    monkeypatch.setenv("ODOO_DEBS", str(debs))
    (tmp_path / "cache").mkdir()
    return debs


def package(folder, name):
    root = folder / "root"
    (root / "DEBIAN").mkdir(parents=True)
    control = f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.com>\nDescription: x\n"
    (root / "DEBIAN" / "control").write_text(control)
    content = root / "usr" / "lib" / "python3" / "dist-packages" / "odoo"
    content.mkdir(parents=True)
    (content / f"{name}.txt").write_bytes(name.encode() * 5000)
    file = folder / f"{name}.deb"
    subprocess.run(["dpkg-deb", "--build", str(root), str(file)], check=True, capture_output=True)
    shutil.rmtree(root)
    return file


@needs_dpkg
def test_given_packages_are_unpacked_and_the_gap_filled(cache):
    for name in (*debian_odoo.FROM_SID, *debian_odoo.FROM_STABLE):
        package(cache, name)
    source = odoo_source.source()
    assert (source.python_path / "odoo" / "odoo-19.txt").exists()
    assert (source.python_path / debian_odoo.ABSENT_LIBRARY).exists()
    assert source.version == "1"


@needs_dpkg
def test_missing_package_is_named(cache):
    for name in (*debian_odoo.FROM_SID, *debian_odoo.FROM_STABLE[1:]):
        package(cache, name)
    with pytest.raises(Problem, match="lacks a readable package of fonts-font-awesome:.*ODOO_HOME"):
        odoo_source.source()


@needs_dpkg
def test_truncated_package_is_named_and_leaves_nothing(cache, tmp_path):
    for name in (*debian_odoo.FROM_SID, *debian_odoo.FROM_STABLE):
        file = package(cache, name)
    file.write_bytes(file.read_bytes()[:-60])
    with pytest.raises(Problem, match=f"{file} can't be unpacked"):
        odoo_source.source()
    assert not list((tmp_path / "cache").glob("odoo*"))
