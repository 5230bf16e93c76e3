"""Totals of the sample's customers under a test scheme, worked out by pandas and exact numbers alone."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pandas

FIRST, LAST = pandas.Timestamp("1998-01-01"), pandas.Timestamp("1998-06-30")
YEAR = pandas.Timestamp("1997-06-30")  # the twelve months begin the day after
# dimension: (weight, {indicator: weight})
WEIGHTS = {"V": (60, {"amount": 3, "orders": 2, "average": 1, "growth": 2}), "H": (40, {"days": 1, "since": 3})}
FOUR_PLACES = Decimal("0.0001")


def totals(plan):
    """:return: DataFrame by customer: total and the score of each indicator, as Decimal"""
    raw = _raw(plan)
    with localcontext() as context:
        context.prec = 60
        scores = pandas.DataFrame(
            {
                "amount": _percentile(raw["amount"]),
                "orders": _min_max(raw["orders"].map(lambda value: (1 + value).ln())),
                "average": _min_max(raw["average"]),
                "growth": _percentile(raw["growth"].dropna().map(lambda value: min(max(value, Decimal(-2)), Decimal(2)))),
                "days": _z(raw["days"]),
                "since": _robust_z(raw["since"], -1),
            },
            index=raw.index,
        )
        scores["total"] = [_total(row) for row in scores.to_dict("records")]
    return scores


def _raw(plan):
    """Raw values as Decimal, amounts in whole units of money."""
    by_customer = plan.groupby("customer")
    money = plan.assign(amount=plan["net"])
    now = money[money["day"] >= FIRST].groupby("customer")["amount"].sum()
    base = money[(money["day"] >= FIRST - pandas.DateOffset(years=1)) & (money["day"] <= LAST - pandas.DateOffset(years=1))]
    raw = pandas.DataFrame(
        {
            "amount": money[money["day"] > YEAR].groupby("customer")["amount"].sum(),
            "orders": by_customer.size(),
            "net": by_customer["net"].sum(),
            "now": now,
            "base": base.groupby("customer")["amount"].sum(),
            "days": by_customer["day"].nunique(),
            "since": (LAST - by_customer["day"].max()).dt.days,
        }
    )
    raw = raw.fillna(0).astype(int).map(Decimal)
    raw["amount"] = raw["amount"] / 100
    raw["average"] = raw["net"] / raw["orders"] / 100
    raw["growth"] = [(row.now - row.base) / row.base if row.base else None for row in raw.itertuples()]
    return raw


def _rounded(value):
    return value.quantize(FOUR_PLACES, ROUND_HALF_UP)


def _clamped(value):
    return _rounded(min(max(value, Decimal(0)), Decimal(100)))


def _percentile(values):
    ranks = values.astype(float).rank(method="average")
    return ranks.map(lambda rank: _rounded(100 * (Decimal(rank) - Decimal("0.5")) / len(values)))


def _min_max(values):
    low, high = min(values), max(values)
    return values.map(lambda value: _rounded(100 * (value - low) / (high - low)))


def _z(values):
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / len(values)).sqrt()
    return values.map(lambda value: _clamped(50 + Decimal("16.667") * (value - mean) / spread))


def _robust_z(values, sign):
    middle = _median(values)
    spread = Decimal("1.4826") * _median([abs(value - middle) for value in values])
    return values.map(lambda value: _clamped(50 + sign * Decimal("16.667") * (value - middle) / spread))


def _median(values):
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _total(scores):
    """What a missing value leaves goes to the others of its dimension."""
    whole = Decimal(0)
    for weight, indicators in WEIGHTS.values():
        known = {name: part for name, part in indicators.items() if isinstance(scores[name], Decimal)}
        for name, part in known.items():
            whole += _rounded(Decimal(weight) * part / 100 / sum(known.values()) * scores[name])
    return whole
