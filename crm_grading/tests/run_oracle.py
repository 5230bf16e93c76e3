"""A run worked out in plain Python with fractions, from the definitions; it shares no code with the engine."""

import math
import statistics
from fractions import Fraction

HUNDRED = Fraction(100)
Z = Fraction("16.667")


def rounded(value, digits=4):
    """Half away from zero."""
    scaled = abs(Fraction(value)) * 10**digits
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def within(value):
    return min(max(value, Fraction(0)), HUNDRED)


def normalise(indicator, values):
    """Scores of {customer: value} of one peer group."""
    if indicator["cap_low"] is not None:
        values = {key: max(value, Fraction(str(indicator["cap_low"]))) for key, value in values.items()}
    if indicator["cap_high"] is not None:
        values = {key: min(value, Fraction(str(indicator["cap_high"]))) for key, value in values.items()}
    everybody = sorted(values.values())
    return {key: rounded(one(indicator, value, everybody)) for key, value in values.items()}


def one(indicator, value, everybody):
    up = indicator["direction"] == "up"
    how = indicator["normalisation"]
    if how == "bands":
        for lower, upper, score in indicator["bands"]:
            if (lower is None or value >= Fraction(str(lower))) and (upper is None or value < Fraction(str(upper))):
                return Fraction(str(score))
    if how == "target":
        target = Fraction(str(indicator["target"]))
        return within(HUNDRED * value / target) if up else within(HUNDRED * (2 - value / target))
    if how == "identity":
        return within(value) if up else HUNDRED - within(value)
    if everybody[0] == everybody[-1]:
        return Fraction(50)
    if how in ("z", "robust_z"):
        distance = away(how, value, everybody)
        return within(50 + Z * distance if up else 50 - Z * distance)
    share = SHARES[how](value, everybody)
    return HUNDRED * share if up else HUNDRED * (1 - share)


def percentile(value, everybody):
    ranks = [rank for rank, other in enumerate(everybody, 1) if other == value]
    return (Fraction(sum(ranks), len(ranks)) - Fraction(1, 2)) / len(everybody)


def min_max(value, everybody):
    return (value - everybody[0]) / (everybody[-1] - everybody[0])


def log_min_max(value, everybody):
    def log(number):
        return math.copysign(math.log(1 + abs(float(number))), number)

    low, high = log(everybody[0]), log(everybody[-1])
    return Fraction((log(value) - low) / (high - low))


SHARES = {"percentile": percentile, "min_max": min_max, "log_min_max": log_min_max}


def away(how, value, everybody):
    if how == "z":
        mean = sum(everybody) / len(everybody)
        variance = sum((other - mean) ** 2 for other in everybody) / len(everybody)
        return (value - mean) / Fraction(math.sqrt(variance))
    middle = statistics.median(everybody)
    distances = [abs(other - middle) for other in everybody]
    spread = Fraction("1.4826") * statistics.median(distances)
    return (value - middle) / (spread or Fraction("1.2533") * sum(distances) / len(distances))


def score(indicator, values, members):
    """Scores of all members of a group after the null policy; None: left out."""
    found = normalise(indicator, {key: values[key] for key in members if values.get(key) is not None})
    missing = {"zero": Fraction(0), "neutral": Fraction(50), "worst": min(found.values(), default=Fraction(0)), "reweight": None}
    return {key: found.get(key, missing[indicator["nulls"]]) for key in members}


def merged(groups, minimum):
    """{leaf: key of its group} of {leaf key: members}."""
    target = {leaf: leaf for leaf in groups}
    for level in range(max(map(len, groups)), 0, -1):
        sizes = {}
        for leaf, key in target.items():
            sizes[key] = sizes.get(key, 0) + len(groups[leaf])
        for leaf, key in target.items():
            if len(key) == level and sizes[key] < minimum:
                target[leaf] = key[:-1]
    # A pool is another group than one that is whole: keep them apart.
    return {leaf: (key, key != leaf) for leaf, key in target.items()}


def run(config, keys, raw):
    """Results by customer.

    :param keys: {customer: tuple of peer values}
    :param raw: {indicator code: {customer: Fraction}}
    """
    leaves = {}
    for customer, key in keys.items():
        leaves.setdefault(key, []).append(customer)
    targets = merged(leaves, config["min_group"]) if config["small_group"] == "merge" else {key: (key, False) for key in leaves}
    groups = {}
    for leaf, members in leaves.items():
        groups.setdefault(targets[leaf], []).extend(members)
    known = {code for code, values in raw.items() if any(value is not None for value in values.values())}
    results = {}
    for members in groups.values():
        results |= rank_group(config, members, raw, known)
    return results


def rank_group(config, members, raw, known):
    indicators = [indicator for dimension in config["dimensions"] for indicator in dimension["indicators"]]
    scores = {item["code"]: score(item, raw[item["code"]], members) for item in indicators}
    results = {customer: measure(config, customer, scores, raw, known) for customer in members}
    rated = [customer for customer in members if results[customer]["rated"]]

    def order(customer):
        return (results[customer]["total"], *(scores[code][customer] for code in config["tie_break"]))

    split_by(config, rated, order, lambda customer, values: results[customer].update(values))
    for dimension in config["dimensions"]:
        code = dimension["code"]
        split_by(
            config,
            [customer for customer in rated if results[customer]["dimensions"][code] is not None],
            lambda customer, code=code: (results[customer]["dimensions"][code],),
            lambda customer, values, code=code: results[customer].setdefault("letters", {}).update({code: values["grade"]}),
        )
    return results


def measure(config, customer, scores, raw, known):
    whole = sum(Fraction(str(dimension["weight"])) for dimension in config["dimensions"])
    contributions, dimensions, covered, of_all, enough = {}, {}, Fraction(0), Fraction(0), True
    least, scored = Fraction(str(config["coverage"])), config["coverage_basis"] == "scored"
    for dimension in config["dimensions"]:
        share = Fraction(str(dimension["weight"])) / whole
        items = dimension["indicators"]
        weights = {item["code"]: Fraction(str(item["weight"])) for item in items}
        inside = sum(weights.values())
        measured = [code for code in weights if code in known]
        standing_in = {item["code"] for item in items if item["nulls"] != "reweight"} if scored else set()
        present = [code for code in measured if raw[code].get(customer) is not None or code in standing_in]
        if measured:
            part = HUNDRED * sum(weights[code] for code in present) / sum(weights[code] for code in measured)
            enough = enough and part >= least
        of_all += share * sum(weights[code] for code in measured) / inside
        covered += share * sum(weights[code] for code in present) / inside
        counted = {code: weight for code, weight in weights.items() if scores[code][customer] is not None}
        for code in weights:
            own = share * counted[code] / sum(counted.values()) if code in counted else Fraction(0)
            contributions[code] = rounded(rounded(own, 12) * (scores[code][customer] or 0))
        dimensions[dimension["code"]] = (
            rounded(sum(weight * scores[code][customer] for code, weight in counted.items()) / sum(counted.values()))
            if counted
            else None
        )
    coverage = HUNDRED * covered / of_all if of_all else Fraction(0)
    return {
        "rated": enough and coverage >= least,
        "coverage": rounded(coverage, 2),
        "contributions": contributions,
        "total": sum(contributions.values()),
        "dimensions": dimensions,
    }


def split_by(config, rated, order, tell):
    """Grades by the rule as it is written, one customer after the other."""
    ratios = [grade["ratio"] for grade in config["grades"]]
    size = len(rated)
    for customer in rated:
        low = 1 + sum(order(other) > order(customer) for other in rated)
        high = sum(order(other) >= order(customer) for other in rated)
        twice = {"average": low + high - 1, "best": 2 * low - 1, "worst": 2 * high - 1}[config["ties"]]
        reached = 0
        for grade in config["grades"]:
            reached += grade["ratio"]
            if twice * sum(ratios) <= 2 * size * reached:
                tell(customer, {"low": low, "high": high, "grade": grade["code"]})
                break
