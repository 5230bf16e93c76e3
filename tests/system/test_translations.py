"""The translation templates hold every term that users see."""

import polib

from tools import paths

TERMS = """
from odoo.tools.translate import TranslationModuleReader
result = {
    addon: sorted({row[4] for row in TranslationModuleReader(env.cr, modules=[addon]) if row[4]})
    for addon in %r
}
"""


def test_templates_are_up_to_date(database):
    addons = paths.addons_present()
    for addon, terms in database.shell(TERMS % addons).items():
        template = polib.pofile(paths.REPOSITORY / addon / "i18n" / f"{addon}.pot")
        assert sorted(entry.msgid for entry in template) == terms, f"{addon}: make translations"
