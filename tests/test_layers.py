"""The layers hold: no addon knows of those above it, and every file is where a reader looks for it."""

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tools import paths

UNWANTED = {"fleet", "repair", "partnership"}
"""Odoo addons with another meaning of our words, see the design of the addons."""

BUILT_ON = {"crm_industry": {"repair"}}
"""Exceptions: repair cases of the service stand on Odoo's repair orders; workshops of the trades don't."""

TRADES = ("telecom", "tobacco", "auto")
MODEL_FOLDERS = ("models", "wizard", "report")
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
ADDONS = paths.addons_present()


def above(addon):
    """A pattern for the technical names of the addons above one, in modules and in models."""
    higher = paths.ADDONS[paths.ADDONS.index(addon) + 1 :]
    return re.compile("|".join(rf"\b{name.replace('_', '[._]')}(?![a-z])" for name in higher) or r"(?!)")


def manifest(addon):
    return ast.literal_eval((paths.REPOSITORY / addon / "__manifest__.py").read_text())


def files(addon, ending, *folders):
    """The addon's files with this ending, of some of its folders or of all."""
    root = paths.REPOSITORY / addon
    for start in [root / folder for folder in folders] or [root]:
        yield from sorted(file for file in start.rglob(f"*{ending}") if "lib" not in file.parts)


def words_of_python(text):
    """The pairs (line, word) of imports and of strings that are no docstring."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and docstring(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def docstring(node):
    return ast.get_docstring(node, clean=False) is not None


def words_of_xml(text):
    """The words of elements and attributes, without the comments."""
    for element in ElementTree.fromstring(text).iter():
        yield element.tag, " ".join([element.text or "", element.tail or "", *element.attrib.values()])


def words_of_script(text):
    yield "script", COMMENTS.sub("", text)


def words_of_table(text):
    yield from enumerate(text.splitlines(), 1)


READERS = {".py": words_of_python, ".xml": words_of_xml, ".js": words_of_script, ".csv": words_of_table}


def references(addon, pattern):
    """Where the addon's code matches the pattern."""
    for ending, reader in READERS.items():
        for file in files(addon, ending):
            for where, word in reader(file.read_text(encoding="utf-8")):
                if pattern.search(word):
                    yield f"{file.relative_to(paths.REPOSITORY)}:{where}"


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_depends_only_on_layers_below(addon):
    ours = set(paths.ADDONS).intersection(manifest(addon)["depends"])
    assert ours == set(paths.ADDONS[: paths.ADDONS.index(addon)])


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_avoids_addons_of_another_meaning(addon):
    assert not (UNWANTED - BUILT_ON.get(addon, set())).intersection(manifest(addon)["depends"])


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_refers_to_nothing_above(addon):
    assert list(references(addon, above(addon))) == []


def test_trades_do_not_know_one_another():
    found = []
    for trade in TRADES:
        others = "|".join(other for other in TRADES if other != trade)
        import_of_other = re.compile(rf"^\s*(from|import)\s+[\w.]*\b({others})\b", re.MULTILINE)
        for file in files("crm_industry", ".py"):
            if trade in file.parts and import_of_other.search(file.read_text()):
                found.append(str(file.relative_to(paths.REPOSITORY)))
    assert found == []


def imported_tests(addon):
    """The test modules that tests/__init__.py imports, as paths below tests/."""
    tree = ast.parse((paths.REPOSITORY / addon / "tests" / "__init__.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            folder = (node.module or "").replace(".", "/")
            yield from (str(Path(folder) / f"{alias.name}.py") for alias in node.names)


@pytest.mark.parametrize("addon", ADDONS)
def test_every_test_file_is_imported(addon):
    """Odoo runs no others."""
    tests = paths.REPOSITORY / addon / "tests"
    present = {str(file.relative_to(tests)) for file in tests.rglob("test_*.py")}
    assert present - set(imported_tests(addon)) == set()


def models_in(text):
    """The names of the models that a file defines or extends."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            attributes = {
                statement.targets[0].id: statement.value
                for statement in node.body
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            }
            value = attributes.get("_name") or attributes.get("_inherit")
            if value is not None:
                names = ast.literal_eval(value)
                yield names if isinstance(names, str) else names[0]


def bears_name(stem, model):
    """Whether a file is named after the model.

    A long name may be cut short (base_partner_merge for base.partner.merge.automatic.wizard), and a large model may
    have further files by topic (crm_credit_account_figures for crm.credit.account).
    """
    name = model.replace(".", "_")
    return name.startswith(stem) or stem.startswith(f"{name}_")


@pytest.mark.parametrize("addon", ADDONS)
def test_one_model_a_file_named_after_it(addon):
    wrong = []
    for file in files(addon, ".py", *MODEL_FOLDERS):
        names = list(models_in(file.read_text()))
        if len(names) > 1 or not all(bears_name(file.stem, name) for name in names):
            wrong.append(f"{file.relative_to(paths.REPOSITORY)}: {', '.join(names)}")
    assert wrong == []


@pytest.mark.parametrize("addon", ADDONS)
def test_every_data_file_is_listed_and_exists(addon):
    """A file that the manifest forgets is never loaded."""
    listed = set(manifest(addon).get("data", ())) | set(manifest(addon).get("demo", ()))
    root = paths.REPOSITORY / addon
    present = {
        str(file.relative_to(root))
        for folder in ("security", "data", "views", "report", "wizard")
        for ending in ("*.xml", "*.csv")
        for file in (root / folder).rglob(ending)
    }
    assert present == listed - {name for name in listed if name.startswith("demo/")}


def test_the_search_for_references_finds_some():
    """A control: the upper addons do refer to the lower ones."""
    assert list(references("crm_industry", re.compile(r"\bcrm_grading\b")))
