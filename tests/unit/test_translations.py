"""The Chinese catalogues are complete and fit for their sources."""

import re
from collections import Counter

import polib
import pytest

from tools import paths
from tools.translating import UNCHANGED

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(params=paths.addons_present())
def folder(request):
    return paths.REPOSITORY / request.param / "i18n"


@pytest.fixture
def catalogue(folder):
    return polib.pofile(folder / "zh_CN.po")


def parts(pattern, text):
    return Counter(pattern.findall(text))


def test_nothing_is_untranslated(catalogue):
    assert {entry.msgid for entry in catalogue if not entry.msgstr} <= UNCHANGED
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_template_and_catalogue_have_the_same_terms(folder, catalogue):
    template = polib.pofile(folder / f"{folder.parent.name}.pot")
    assert {entry.msgid: entry.occurrences for entry in template} == {
        entry.msgid: entry.occurrences for entry in catalogue
    }


def test_placeholders_tags_and_lines_are_kept(catalogue):
    for entry in catalogue.translated_entries():
        for pattern in (PLACEHOLDER, TAG):
            assert parts(pattern, entry.msgid) == parts(pattern, entry.msgstr), entry.msgid
        assert entry.msgid.count("\n") == entry.msgstr.count("\n"), entry.msgid
