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
    *map(str, range(10, 21)),
    "7:00-23:00",
    "ABC",
    "API",
    "ARPU",
    "Excel",
    "FM",
    "HTTP",
    "ICCID",
    "ID",
    "IMEI",
    "IMSI",
    "MB",
    "MPV",
    "PDF",
    "RFM",
    "SHA-256",
    "SUV",
    "https://…",
    "object._get_report_base_filename()",
    "object.name",
    "%(before)s → %(after)s",
    "%(from)s – %(to)s",
    "{{0}} / 5",
    "%(name)s · %(size)s",
    "%(number)s GB",
    "%(value)s %",
    "'%s - %s' % (object.level_id.name, object.partner_id.name)",
    "*8888, *AABB, *ABCD, 138*",
    "*AAAA\n*8888",
    "+8613812345678",
    '<i class="fa fa-barcode me-2" role="img" title="Serial number"/>',
    '<i class="fa fa-clock-o" title="Promised for"/>',
    '<i class="fa fa-map-marker me-1" title="Address"/>',
    '<i class="fa fa-phone me-2" role="img" title="Who calls"/>',
    '<span class="mx-1">@</span>',
    '<span class="mx-1">–</span>',
    "<span> %</span>",
    "<span>%</span>",
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
