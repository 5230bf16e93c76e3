"""Odoo from Debian's package odoo-19, unpacked into the cache folder.

The package is not installed: it is downloaded from the suite sid through a private apt source and
unpacked beside the few packages its links point into.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from . import apt_source, commands, locks, paths
from .messages import Problem, Step

FROM_SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
)
FROM_STABLE = ("fonts-font-awesome", "fonts-inconsolata")
"""Odoo uses Font Awesome 4.7, which the stable suites have and sid has no more."""

STABLE_SUITES = ("bookworm", "trixie")
WAYS_OUT = (
    "check the network and the Debian mirror, set ODOO_DEBS to a folder with the .deb files,"
    " or set ODOO_HOME to an Odoo 19 checkout"
)
PACKAGES = "usr/lib/python3/dist-packages"
ABSENT_LIBRARY = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
PLACEHOLDER = """\
/* Debian leaves this library out of its Odoo package, while the manifest of mail lists it: every
   page would log an error. Only blurring the background of a video call needs it. */
"""


def ensure():
    """The folder that holds the package ``odoo``, downloaded and unpacked when needed."""
    home = paths.cache() / "odoo"
    if not (home / "versions").exists():
        with locks.exclusive("odoo"):
            if not (home / "versions").exists():
                _build(home)
    return home / PACKAGES


def version():
    """The version of the unpacked Debian package."""
    return (paths.cache() / "odoo" / "versions").read_text().splitlines()[0]


def _build(home):
    debs = _given_debs() if os.environ.get("ODOO_DEBS") else _downloaded_debs()
    building = paths.cache() / "odoo.building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        with Step("Unpacking Odoo") as step:
            for name, file in debs.items():
                step.detail = name
                _unpack(file, building)
        _fill_gap(building / PACKAGES)
        versions = [_field(file, "Version") for file in debs.values()]
        (building / "versions").write_text("\n".join(versions) + "\n")
        shutil.rmtree(home, ignore_errors=True)
        building.rename(home)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    shutil.rmtree(paths.cache() / "debs", ignore_errors=True)


def _given_debs():
    """The .deb files of the folder ``ODOO_DEBS`` by package name."""
    folder = Path(os.environ["ODOO_DEBS"]).expanduser()
    if not folder.is_dir():
        raise Problem(f"ODOO_DEBS={folder} is not a folder")
    by_name = {_field(file, "Package"): file for file in sorted(folder.glob("*.deb"))}
    missing = [name for name in (*FROM_SID, *FROM_STABLE) if name not in by_name]
    if missing:
        raise Problem(
            f"ODOO_DEBS={folder} lacks a readable package of {', '.join(missing)}:"
            " add it, or unset ODOO_DEBS to download, or set ODOO_HOME to an Odoo 19 checkout"
        )
    return {name: by_name[name] for name in (*FROM_SID, *FROM_STABLE)}


def _downloaded_debs():
    """Download and verify all packages; the files by package name."""
    if not shutil.which("apt-get"):
        raise Problem(f"This machine has no apt to fetch Odoo with: {WAYS_OUT}")
    try:
        return _download()
    except Problem as problem:
        raise Problem(f"Odoo could not be fetched: {problem}; {WAYS_OUT}") from problem


def _download():
    own = apt_source.codename()
    stable = own if own in STABLE_SUITES else STABLE_SUITES[-1]
    return {**_download_from("sid", FROM_SID), **_download_from(stable, FROM_STABLE)}


def _download_from(suite, names):
    """Download packages and compare each with the checksum of the signed index."""
    apt = apt_source.PrivateApt([suite])
    apt.prepare()
    with Step(f"Reading Debian's package list of {suite}"):
        apt.run("update", doing=f"apt-get update for {suite}")
    promised = apt.checksums(names)
    missing = [name for name in names if name not in promised]
    if missing:
        raise Problem(f"the suite {suite} has no package {', '.join(missing)}")
    folder = paths.folder("debs")
    for old in (file for name in names for file in folder.glob(f"{name}_*.deb")):
        old.unlink()
    with Step(f"Downloading {len(names)} packages from Debian {suite}") as step:

        def show(line):
            step.detail = line

        apt.run("download", *names, doing="The download", follow=show)
    return {name: _verified(folder, name, promised[name]) for name in names}


def _verified(folder, name, promised):
    file = next(folder.glob(f"{name}_*.deb"), None)
    if not file or hashlib.sha256(file.read_bytes()).hexdigest() != promised:
        raise Problem(f"the download of {name} is broken")
    return file


def _field(file, field):
    return commands.answer(["dpkg-deb", "-f", file, field])


def _unpack(file, target):
    """Unpack one package; a truncated or damaged file is named."""
    result = subprocess.run(["dpkg-deb", "-x", str(file), str(target)], capture_output=True, text=True, check=False)
    if result.returncode:
        why = commands.reason(result.stderr, result.returncode)
        raise Problem(f"The package {file} can't be unpacked: {why}; {WAYS_OUT}")


def _fill_gap(packages):
    """Put an empty file where Debian's package lacks one that the web client asks for."""
    library = packages / ABSENT_LIBRARY
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        library.write_text(PLACEHOLDER)
