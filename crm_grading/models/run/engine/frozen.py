from fractions import Fraction

from odoo.tools import SQL

# Effective weights keep so many decimals; a contribution can be worked out again from the weight and the score shown.
WEIGHT_DIGITS = 12


class Frozen:
    """The frozen configuration of a run, as the engine wants it: numbered, with shares as exact fractions.

    `dimensions` and `indicators` are dicts of the configuration with `number` from 1 and `share`, the part of the whole
    (of a dimension) or of the dimension (of an indicator); indicators know their `dimension` and the `bit` that marks a
    missing value.
    """

    def __init__(self, config):
        self.config = config
        self.grades = config["grades"]
        self.grade_ids = [grade["id"] for grade in self.grades]
        weights = [exact(dimension["weight"]) for dimension in config["dimensions"]]
        self.dimensions = []
        self.indicators = []
        for number, (values, weight) in enumerate(zip(config["dimensions"], weights, strict=True), 1):
            dimension = values | {"number": number, "share": weight / sum(weights)}
            dimension["indicators"] = self._number(dimension, values["indicators"])
            self.dimensions.append(dimension)

    def _number(self, dimension, indicators):
        weights = [exact(indicator["weight"]) for indicator in indicators]
        numbered = []
        for values, weight in zip(indicators, weights, strict=True):
            number = len(self.indicators) + 1
            indicator = values | {"number": number, "bit": 1 << (number - 1), "share": weight / sum(weights)}
            indicator["dimension"] = dimension["number"]
            self.indicators.append(indicator)
            numbered.append(indicator)
        return numbered

    def __getitem__(self, name):
        return self.config[name]

    @property
    def by_scores(self):
        """Whether a customer's grade depends on its own score alone."""
        return self.config["split"] == "bands"

    @property
    def ratios(self):
        return [grade["ratio"] for grade in self.grades]

    @property
    def middle(self):
        """Number, from 1, of the grade in the middle; the better one of two."""
        return (len(self.grades) + 1) // 2

    def grade_number(self, grade_id):
        """Return the number, from 1 for the best, of a grade; None for no grade."""
        return self.grade_ids.index(grade_id) + 1 if grade_id else None

    def grade_number_sql(self, grade_id):
        """SQL of the number of the grade with the id that the expression `grade_id` gives, NULL for another scheme's."""
        return SQL("array_position(%s::int[], %s)", self.grade_ids, grade_id)

    def grade_id_sql(self, number):
        """SQL of the id of the grade with the number that the expression `number` gives."""
        return SQL("(%s::int[])[%s]", self.grade_ids, number)


def exact(number):
    """Return the fraction that a number of the configuration shows, 0.1 as a tenth."""
    return Fraction(str(number))


def column(letter, item):
    """Identifier of the column of an indicator (`r` raw, `s` score, `c` contribution, `w` weight) or dimension (`d`, `k`)."""
    return SQL.identifier(f"{letter}{item['number']}")


def columns(letter, items):
    """List of such columns for a SELECT."""
    return SQL(", ").join(column(letter, item) for item in items)
