"""OCA's account_financial_risk and sale_financial_risk, fetched for a comparison and never kept."""

import subprocess
import sys
import zipfile

from tools import commands, odoo_process, odoo_source, paths

PACKAGES = ("odoo-addon-account_financial_risk", "odoo-addon-sale_financial_risk")
MODULES = "account_financial_risk,sale_financial_risk"
SERIES = "==19.0.*"


def fetch():
    """Download the wheels and unpack their addons into the cache folder.

    :return: the addons folder, None when there is none for this Odoo
    """
    target = paths.folder("downloads", "oca")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--pre", "--no-deps", "--dest", target]
    result = subprocess.run(
        [*command, *(name + SERIES for name in PACKAGES)], capture_output=True, check=False
    )
    if result.returncode:
        return None
    for wheel in target.glob("*.whl"):
        with zipfile.ZipFile(wheel) as package:
            package.extractall(target)
    return target / "odoo" / "addons"


class WithAddons:
    """A database whose Odoo processes also find the addons of another folder.

    :param database: ``tests.support.server.Database``
    """

    def __init__(self, database, folder):
        self.database = database
        folders = [*odoo_source.source().addons, paths.REPOSITORY, folder]
        self.option = "--addons-path=" + ",".join(map(str, folders))

    def install(self):
        """Install OCA's addons into the database."""
        self._odoo("server", "-i", MODULES, "--stop-after-init", "--no-http")

    def shell(self, script):
        """As ``Database.shell``, with the other folder."""
        return self.database.shell(script, self.option)

    def _odoo(self, verb, *arguments):
        command = odoo_process.command(verb, "-d", self.database.name, self.option, *arguments)
        log = paths.log_file(f"oca-{self.database.name}")
        commands.run(command, "Installing OCA's addons", log, env=odoo_process.environment())
