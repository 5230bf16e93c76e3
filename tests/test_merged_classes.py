"""Odoo merges the classes that extend one model or one controller: a method of the same name in two of them replaces
the other unless it calls super()."""

import ast
from collections import defaultdict

import pytest

from tests.test_layers import ADDONS, files
from tools import paths

FOLDERS = ("models", "wizard", "report", "controllers")


def attribute(node, name):
    """The value that a class gives to one of its attributes, as a list of names."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            value = ast.literal_eval(statement.value)
            return [value] if isinstance(value, str) else list(value)
    return []


def merged_into(node):
    """What a class is merged into: its model, or the controller that it extends."""
    model = attribute(node, "_name") or attribute(node, "_inherit")
    controllers = [ast.unparse(base) for base in node.bases if "models." not in ast.unparse(base)]
    return (model or controllers or [node.name])[0]


def calls_super(method):
    return any(isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(method))


def is_hook(method):
    """Whether the method stands there to be replaced: documented, and all that it does is to return a constant."""
    *documentation, last = method.body
    uses_self = any(isinstance(node, ast.Name) and node.id == "self" for node in ast.walk(last))
    return len(documentation) == 1 and ast.get_docstring(method) and isinstance(last, ast.Return) and not uses_self


def replacing_methods(source):
    """The pairs (model or controller, method) of the methods that replace whatever had their name."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not calls_super(method) and not is_hook(method):
                    yield merged_into(node), method.name


def replaced(sources):
    """Methods that stand in two merged classes, none of which calls the other. `sources` maps names to texts."""
    found = defaultdict(list)
    for name, source in sources.items():
        for key in replacing_methods(source):
            found[key].append(name)
    return {key: names for key, names in found.items() if len(names) > 1}


def test_no_method_replaces_another_of_the_same_name():
    sources = {
        str(file.relative_to(paths.REPOSITORY)): file.read_text(encoding="utf-8")
        for addon in ADDONS
        for file in files(addon, ".py", *FOLDERS)
    }
    assert replaced(sources) == {}


@pytest.mark.parametrize("line, expected", [("return 1", 1), ("return super()._take()", 0)])
def test_two_helpers_of_one_name_are_found(line, expected):
    """A control."""
    one = "class One(CustomerPortal):\n    def _take(self):\n        return 2\n"
    two = f"class Two(CustomerPortal):\n    def _take(self):\n        {line}\n"
    assert len(replaced({"one": one, "two": two})) == expected
