"""The addons' translatable terms and their files; runs in Odoo's Python, inside its shell."""

import io

import polib

from odoo.tools.translate import trans_export

HEADER = {
    "Language": "zh_CN",
    "Language-Team": "Chinese (Simplified)",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def update(env, folder):
    """Write an addon's template anew and bring its Chinese catalogue in step; what was translated is kept.

    Files whose terms have not changed are left alone.

    :param folder: the addon's ``i18n`` folder
    :return: terms without a translation
    """
    addon = folder.parent.name
    exported = io.BytesIO()
    trans_export(None, [addon], exported, "po", env)
    terms = polib.pofile(exported.getvalue().decode())
    terms.metadata["Content-Transfer-Encoding"] = "8bit"
    folder.mkdir(exist_ok=True)
    _save(terms, folder / f"{addon}.pot")
    _translate(terms, folder / "zh_CN.po")
    _save(terms, folder / "zh_CN.po")
    return [entry.msgid for entry in terms.untranslated_entries()]


def _translate(terms, file):
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(file)} if file.exists() else {}
    terms.metadata.update(HEADER)
    for entry in terms:
        entry.msgstr = known.get(entry.msgid, "")


def _save(terms, file):
    before = polib.pofile(file) if file.exists() else ()
    if _content(before) != _content(terms):
        terms.save(file)


def _content(terms):
    return [(entry.msgid, entry.msgstr, entry.comment, entry.occurrences) for entry in terms]
