"""A private apt source: the machine's own Debian entry with another suite.

Its lists and downloads live in the cache folder, so that the system's apt stays as it is.
"""

import re
from pathlib import Path

from . import commands, paths
from .messages import Problem

ETC_APT = Path("/etc/apt")
OS_RELEASE = Path("/etc/os-release")
NOT_A_SUITE = ("-updates", "-security", "-backports", "-proposed")
ONE_LINE = re.compile(r"^deb\s+(?P<options>\[[^]]*\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<rest>.+)$")


def codename():
    """The machine's Debian suite, such as bookworm.

    :raise Problem: when the machine is not Debian
    """
    facts = dict(line.split("=", 1) for line in OS_RELEASE.read_text().splitlines() if "=" in line)
    if facts.get("ID", "").strip('"') != "debian":
        raise Problem("this machine is not Debian")
    return facts.get("VERSION_CODENAME", "sid").strip('"')


def stanzas(text):
    """The paragraphs of a deb822 file, each a list of (field, raw value) pairs."""
    for paragraph in re.split(r"\n\s*\n", text):
        fields = []
        for line in paragraph.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace() and fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line}")
            elif ":" in line:
                field, _colon, value = line.partition(":")
                fields.append((field.strip(), value.strip()))
        if fields:
            yield fields


def deb822_source(text, own_suite, suites):
    """The entry for ``own_suite`` in a .sources file, rewritten for ``suites``; None when absent."""
    for fields in stanzas(text):
        entry = {field.lower(): value for field, value in fields}
        disabled = entry.get("enabled", "yes").lower() in ("no", "false")
        if disabled or "deb" not in entry.get("types", "").split():
            continue
        if _is_main(own_suite, entry.get("suites", "").split(), entry.get("components", "")):
            replaced = {"types": "deb", "suites": " ".join(suites), "components": "main"}
            return "".join(f"{field}: {replaced.get(field.lower(), value)}\n" for field, value in fields)
    return None


def one_line_source(text, own_suite, suites):
    """As ``deb822_source`` for a file of ``deb URI SUITE COMPONENTS`` lines."""
    for line in text.splitlines():
        match = ONE_LINE.match(line.strip())
        if match and _is_main(own_suite, [match["suite"]], match["rest"]):
            start = f"deb {match['options'] or ''}{match['uri']}"
            return "".join(f"{start} {suite} main\n" for suite in suites)
    return None


def _is_main(own_suite, suites, components):
    """Whether an entry is the distribution itself, not its updates nor another vendor's."""
    names = {own_suite, "stable", "testing", "unstable", "sid"}
    plain = [suite for suite in suites if not suite.endswith(NOT_A_SUITE) and "/" not in suite]
    return bool(names.intersection(plain)) and "main" in components.split()


def find(suites):
    """The pair (file ending, text) of a private source for the given suites.

    :raise Problem: when the machine names no Debian mirror
    """
    own_suite = codename()
    kinds = (("sources", deb822_source), ("list", one_line_source))
    for ending, rewrite in kinds:
        files = sorted((ETC_APT / "sources.list.d").glob(f"*.{ending}"))
        if ending == "list":
            files.insert(0, ETC_APT / "sources.list")
        for file in filter(Path.is_file, files):
            text = rewrite(file.read_text(), own_suite, suites)
            if text:
                return ending, text
    raise Problem(f"no Debian entry for {own_suite} in {ETC_APT}")


class PrivateApt:
    """apt-get with its own source, lists and cache."""

    def __init__(self, suites):
        self.suites = suites
        self.folder = paths.folder("apt")

    def prepare(self):
        """Write the source and make the folders that apt wants."""
        ending, text = find(self.suites)
        for name in ("parts", "lists/partial", "archives/partial"):
            paths.folder("apt", name)
        for old in self.folder.glob("source.*"):
            old.unlink()
        self.source = self.folder / f"source.{ending}"
        self.source.write_text(text)
        (self.folder / "status").touch()

    def options(self):
        """The settings that keep this apt apart from the machine's."""
        settings = {
            "Dir::Etc::sourcelist": self.source,
            "Dir::Etc::sourceparts": self.folder / "parts",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": self.folder / "parts",
            "Dir::State": self.folder,
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder,
            "Dir::Cache::archives": self.folder / "archives",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
        }
        return [f"-o{key}={value}" for key, value in settings.items()]

    def run(self, verb, *arguments, doing, follow=None):
        """Run apt-get in the folder of the downloads.

        :raise Problem: when apt fails
        """
        command = ["apt-get", *self.options(), verb, *arguments]
        log = paths.log_file(f"apt-{verb}")
        downloads = paths.folder("debs")
        return commands.run(command, doing, log, follow=follow, cwd=downloads)

    def checksums(self, names):
        """The SHA-256 that the signed index promises for each package it has."""
        shown = commands.answer(["apt-cache", *self.options(), "show", "--no-all-versions", *names])
        facts = (dict(fields) for fields in stanzas(shown))
        return {entry["Package"]: entry["SHA256"] for entry in facts if "SHA256" in entry}
