"""The rules that no ready-made linter knows."""

from tools import house_rules

LIMIT = house_rules.LONGEST_METHOD


def function(lines):
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def test_function_at_the_limit():
    assert list(house_rules.check(".py", function(LIMIT))) == []


def test_function_over_the_limit():
    assert list(house_rules.check(".py", function(LIMIT + 1))) == [(1, "long has 41 lines, 40 are the limit")]


def test_path_of_a_machine():
    folder = "/".join(["", "home", "someone", "odoo"])
    assert list(house_rules.check(".md", f"fine\nsee {folder}\n")) == [(2, house_rules.LOCAL_ONLY)]
    assert list(house_rules.check(".md", "see ./home/x/y and models/root/z\n")) == []


def test_broken_xml():
    assert [line for line, _what in house_rules.check(".xml", "<odoo>\n<record></odoo>")] == [2]
    assert list(house_rules.check(".xml", "<odoo/>")) == []
