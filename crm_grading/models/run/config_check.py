import math

from odoo.exceptions import UserError

from ..scheme.customer_domain import check_customer_domain

CHOICES = {
    "crm.grading.scheme": ("split", "ties", "small_group", "coverage_basis"),
    "crm.grading.indicator": ("direction", "normalisation", "nulls"),
    "crm.grading.cap": ("effect",),
}


class ConfigCheck:
    """What is wrong with the changed configuration of a scenario, against that of the run it was made from.

    A scheme is checked when it is saved; a configuration that a client sends has to stand the same.
    """

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.source = run.source_run_id.config

    def problem(self, config):
        """Return a text, or None."""
        try:
            return self._find(config)
        except (KeyError, TypeError, ValueError, AttributeError, UserError) as error:
            return self.env._("it cannot be read (%(error)s).", error=error)

    def _find(self, config):
        indicators = [indicator for dimension in config["dimensions"] for indicator in dimension["indicators"]]
        if config.keys() != self.source.keys() or config["scheme"] != self.source["scheme"]:
            return self.env._("parts are missing, or it belongs to another scheme.")
        if not _names(config) <= _names(self.source):
            return self.env._("it names other indicators, dimensions, grades or caps than the run it was made from.")
        if not set(config["tie_break"]) <= {indicator["code"] for indicator in indicators}:
            return self.env._("ties are broken by indicators that it has not.")
        if not _grades_are_there(config):
            return self.env._("a cap or new customers get a grade that it has not, or it has a grade twice.")
        if not all(isinstance(cap["name"], str) for cap in config["caps"]):
            return self.env._("the name of a cap is no text.")
        if not _numbers_make_sense(config, indicators):
            return self.env._("weights and targets must be above zero, ratios whole numbers, bands without gaps.")
        if not _within_bounds(config, indicators):
            return self.env._("percentages and points of bands lie between 0 and 100, lowest values below highest ones.")
        if "bands" in (config["split"], config["small_group"]) and not _scores_fall(config):
            return self.env._("minimum scores must fall from the best grade to the worst.")
        if not (self._known("crm.grading.scheme", [config]) and self._known("crm.grading.indicator", indicators)):
            return self.env._("it asks for a method that there is not.")
        self._check_customers(config)
        return None

    def _known(self, model, parts):
        fields = self.env[model]._fields
        return all(part[name] in dict(fields[name].selection) for part in parts for name in CHOICES[model])

    def _check_customers(self, config):
        """:raise ValueError, UserError: a domain or a peer key can't be used, or the user may not read what it looks at"""
        partners = self.env["res.partner"]
        if not self._known("crm.grading.cap", config["caps"]):
            raise ValueError("effect")
        for text in [config["domain"], *(cap["domain"] for cap in config["caps"])]:
            check_customer_domain(self.run, text)
        for name in config["peer_keys"]:
            field = partners._fields[name]
            kept = field.store and field.type in PEER_TYPES and not field.company_dependent
            if not kept or not partners._has_field_access(field, "read"):
                raise ValueError(name)


PEER_TYPES = ("many2one", "selection", "char", "boolean", "integer")


def _names(config):
    """What the rows of results refer to."""
    names = {("grade", grade["id"], grade["code"]) for grade in config["grades"]}
    names |= {("granted", grade["id"]) for grade in config["grades"]}
    names |= {("granted", cap["grade_id"]) for cap in config["caps"] if cap["effect"] == "at_most"}
    names |= {("cap", cap["id"]) for cap in config["caps"]}
    if config["initial_grade_id"]:
        names.add(("granted", config["initial_grade_id"]))
    for dimension in config["dimensions"]:
        names.add(("dimension", dimension["id"], dimension["code"]))
        names |= {
            ("indicator", dimension["code"], indicator["code"], indicator["id"]) for indicator in dimension["indicators"]
        }
    return names


def _grades_are_there(config):
    """Whether each grade is there once, and those that are given without a ranking among them."""
    ids = [grade["id"] for grade in config["grades"]]
    given = {cap["grade_id"] for cap in config["caps"] if cap["effect"] == "at_most"} | {config["initial_grade_id"]}
    return len(set(ids)) == len(ids) and given - {None} <= set(ids)


def _numbers_make_sense(config, indicators):
    ratios = [grade["ratio"] for grade in config["grades"]]
    positive = [dimension["weight"] for dimension in config["dimensions"]] + [item["weight"] for item in indicators]
    positive += [item["target"] for item in indicators if item["normalisation"] == "target"]
    numbers = [config["coverage"], *(grade["min_score"] for grade in config["grades"])]
    numbers += [item[name] for item in indicators for name in ("cap_low", "cap_high") if item[name] is not None]
    whole = [*ratios, config["min_group"], config["max_step"], config["downgrade_runs"]]
    return (
        all(dimension["indicators"] for dimension in config["dimensions"])
        and bool(positive)
        and all(_is_number(value) and value > 0 for value in positive)
        and all(map(_is_number, numbers))
        and all(type(value) is int and value >= 0 for value in whole)
        and any(ratios)
        and all(_are_bands(item["bands"]) for item in indicators if item["normalisation"] == "bands")
    )


def _within_bounds(config, indicators):
    """Whether the numbers lie where the fields of schemes allow them."""
    points = [score for item in indicators if item["normalisation"] == "bands" for _lower, _upper, score in item["bands"]]
    limits = [(item["cap_low"], item["cap_high"]) for item in indicators if item["cap_low"] is not None]
    return (
        all(0 <= number <= 100 for number in (config["coverage"], *points))
        and config["min_group"] >= 1
        and config["downgrade_runs"] >= 1
        and all(low < high for low, high in limits)
    )


def _scores_fall(config):
    scores = [grade["min_score"] for grade in config["grades"]]
    return all(better > worse for better, worse in zip(scores, scores[1:], strict=False))


def _are_bands(bands):
    """Whether each band begins where the one before ends, from the lowest values to the highest."""
    lowers, uppers, scores = zip(*bands, strict=True)
    inner = uppers[:-1]
    return (
        lowers[0] is None
        and uppers[-1] is None
        and lowers[1:] == inner
        and all(map(_is_number, [*inner, *scores]))
        and all(low < high for low, high in zip(inner, inner[1:], strict=False))
    )


def _is_number(value):
    return type(value) in (int, float) and math.isfinite(value)
