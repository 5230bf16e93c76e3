"""The README tells every login of the demo company."""

import re

from tools import paths

LOGIN = re.compile(r'"role": .*?"login": "(\w+)"', re.DOTALL)


def test_readme_has_each_demo_login():
    sources = [file.read_text(encoding="utf-8") for file in paths.REPOSITORY.glob("crm_*/demo/*.py")]
    logins = {login for source in sources for login in LOGIN.findall(source)}
    assert {"sales", "grading", "creditofficer", "channel", "customer"} <= logins
    table = [line for line in (paths.REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = set(re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in table)))
    assert logins | {"admin"} <= told
