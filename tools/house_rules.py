"""Rules of this repository that no ready-made linter knows."""

import ast
import re
import xml.etree.ElementTree as ElementTree

from . import commands, paths
from .messages import Problem

LONGEST_METHOD = 40
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home/\w+|work)/\w")
LOCAL_ONLY = "the path of one machine"
TEXT_FILES = (".py", ".xml", ".js", ".md", ".csv", ".toml", ".txt", ".po", ".scss")


def findings():
    """All breaches as ``file:line: what``, for the files git knows or would add."""
    listed = commands.answer(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=paths.REPOSITORY)
    if not listed:
        raise Problem("make lint needs git and a git checkout")
    for name in listed.splitlines():
        file = paths.REPOSITORY / name
        if file.suffix in TEXT_FILES and file.is_file():
            text = file.read_text(encoding="utf-8")
            for line, what in check(file.suffix, text):
                yield f"{name}:{line}: {what}"


def check(suffix, text):
    """The breaches in one file as pairs of line and text."""
    yield from _machine_paths(text)
    if suffix == ".py":
        yield from _long_functions(text)
    elif suffix == ".xml":
        yield from _broken_xml(text)


def _machine_paths(text):
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield number, LOCAL_ONLY


def _long_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_METHOD:
                yield node.lineno, f"{node.name} has {length} lines, {LONGEST_METHOD} are the limit"


def _broken_xml(text):
    try:
        ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        yield error.position[0], f"broken XML: {error}"
