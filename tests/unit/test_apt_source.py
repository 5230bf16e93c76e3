"""The private apt source is the machine's own Debian entry with another suite."""

import pytest

from tools import apt_source
from tools.messages import Problem

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


def test_deb822_entry_keeps_mirror_and_key():
    assert apt_source.deb822_source(DEB822, "bookworm", ["sid"]) == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: sid\nComponents: main\n"
        "Signed-By: \n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Types: deb-src\nURIs: http://m/debian\nSuites: bookworm\nComponents: main\n",
        "Enabled: no\nTypes: deb\nURIs: http://m/debian\nSuites: bookworm\nComponents: main\n",
        "Types: deb\nURIs: http://m/debian\nSuites: bookworm-security\nComponents: main\n",
        "Types: deb\nURIs: http://m/other\nSuites: nodistro\nComponents: main\n",
    ],
)
def test_other_deb822_entries_are_passed_over(text):
    assert apt_source.deb822_source(text, "bookworm", ["sid"]) is None


def test_one_line_entry_keeps_options():
    text = (
        "# deb http://old.example/debian bookworm main\n"
        "deb http://mirror.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/usr/share/key.gpg] http://mirror.example/debian bookworm main contrib\n"
    )
    assert apt_source.one_line_source(text, "bookworm", ["sid"]) == (
        "deb [arch=amd64 signed-by=/usr/share/key.gpg] http://mirror.example/debian sid main\n"
    )


def test_one_line_file_falls_back_to_stable():
    source = apt_source.one_line_source("deb http://m/debian stable main", "bookworm", ["sid"])
    assert source == "deb http://m/debian sid main\n"


def test_other_distributions_are_refused(tmp_path, monkeypatch):
    release = tmp_path / "os-release"
    release.write_text('ID=ubuntu\nVERSION_CODENAME="noble"\n')
    monkeypatch.setattr(apt_source, "OS_RELEASE", release)
    with pytest.raises(Problem, match="not Debian"):
        apt_source.codename()


def test_machine_without_debian_entry(tmp_path, monkeypatch):
    monkeypatch.setattr(apt_source, "ETC_APT", tmp_path)
    monkeypatch.setattr(apt_source, "codename", lambda: "bookworm")
    with pytest.raises(Problem, match="no Debian entry for bookworm"):
        apt_source.find(["sid"])
