"""``make translations``: the addons' translation files brought in step with their terms."""

from . import databases, machine, odoo_process, paths, templates
from .messages import Step, say

SCRIPT = """
import pathlib, sys
sys.path.insert(0, {repository!r})
from tools import terms
for addon in {addons!r}:
    missing = terms.update(env, pathlib.Path({repository!r}, addon, "i18n"))
    for term in sorted({{*missing}} - {unchanged!r}):
        print({marker!r} + f"{{addon}}: {{term!r}}")
"""
MARKER = "untranslated: "

UNCHANGED = {
    "ABC",
    "API",
    "Excel",
    "FM",
    "ID",
    "PDF",
    "RFM",
    "%(before)s → %(after)s",
    "%(from)s – %(to)s",
    "%(name)s · %(size)s",
    "%(value)s %",
    "SHA-256",
    '<i class="fa fa-phone me-2" role="img" title="Who calls"/>',
    '<span class="mx-1">@</span>',
    "<span>%</span>",
    "<span> %</span>",
    '<span class="mx-1">–</span>',
    "'%s - %s' % (object.level_id.name, object.partner_id.name)",
    "object.name",
    "object._get_report_base_filename()",
    "{{ object.level_id.name }} - {{ object.company_id.name }}",
}
"""Terms that stay as they are in Chinese; the OCA's linter wants these empty."""


def run():
    """Write templates and Chinese catalogues anew; say what is still to be translated."""
    machine.check_python()
    odoo_process.prepare()
    values = {"repository": str(paths.REPOSITORY), "addons": paths.addons_present(), "unchanged": UNCHANGED}
    script = SCRIPT.format(marker=MARKER, **values)
    database = databases.own_name("translations")
    databases.drop(database)
    databases.create(database, templates.full())
    try:
        with Step("Writing the translation files"):
            output = odoo_process.shell(database, script, "The translation files", paths.log_file("translations"))
    finally:
        databases.drop(database)
    for line in output.splitlines():
        if line.startswith(MARKER):
            say(line)
