"""In Odoo: the sample's customers graded by a scheme that has most ways of becoming a score, against pandas."""

from decimal import Decimal

import pandas

from odoo.fields import Command

from tests.bench.grading.scheme import compute

from . import grades
from .split import class_of

RATIO = {"A": 1, "B": 4, "C": 10, "D": 4, "E": 1}
TOLERANCE = Decimal("0.0002")  # logarithms and shares are kept with a number of digits
LIFETIME = {"window": "lifetime"}
# indicator: (values of the measure, values of the indicator)
INDICATORS = {
    "amount": (
        {"field_path": "amount_untaxed", "aggregate": "sum", "rate_path": "currency_rate"},
        {"window": "months", "window_months": 12, "normalisation": "percentile"},
    ),
    "orders": ({"aggregate": "count"}, LIFETIME | {"normalisation": "log_min_max"}),
    "average": (
        {"field_path": "amount_untaxed", "aggregate": "avg", "rate_path": "currency_rate"},
        LIFETIME | {"normalisation": "min_max"},
    ),
    "growth": ({}, {"capped": True, "cap_low": -2, "cap_high": 2, "normalisation": "percentile"}),
    "days": ({"aggregate": "days"}, LIFETIME | {"normalisation": "z"}),
    "since": ({"aggregate": "days_since_last"}, LIFETIME | {"normalisation": "robust_z", "direction": "down"}),
}


def differences(env, plan, company, ids):
    """Grade the customers and compare.

    :return: readable differences
    """
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    run = env["crm.grading.run"].create(
        {"scheme_id": _scheme(env, company, ids).id, "date_from": grades.FIRST.date(), "date_to": grades.LAST.date()}
    )
    compute(run)
    results = env["crm.grading.result"].search([("run_id", "=", run.id)])
    found = {result.partner_id.id: result for result in results}
    wanted = grades.totals(plan)
    complaints = [] if len(found) == len(wanted) else [f"{len(found)} results for {len(wanted)} customers"]
    for customer, want in wanted.iterrows():
        complaints += _compare(customer, found[ids[customer]], want)
    return complaints + list(_compare_grades(results))


def _compare(customer, result, want):
    for name in INDICATORS:
        _raw, score, _weight, _contribution = result.detail[name]
        known = isinstance(want[name], Decimal)
        if known != (score is not None) or known and abs(Decimal(str(score)) - want[name]) > grades.FOUR_PLACES:
            yield f"customer {customer}: score of {name} is {score}, not {want[name]}"
    if abs(Decimal(str(result.total)) - want["total"]) > TOLERANCE:
        yield f"customer {customer}: total is {result.total}, not {want['total']}"


def _compare_grades(results):
    """The grades follow from the totals by the rule of the split."""
    totals = pandas.Series({result.id: result.total for result in results})
    wanted = class_of(totals, tuple(RATIO.values())).map(dict(enumerate(RATIO, 1)))
    for result in results:
        if result.computed_grade_id.code != wanted[result.id]:
            yield f"{result.partner_id.name}: grade is {result.computed_grade_id.code}, not {wanted[result.id]}"


def _scheme(env, company, ids):
    measures = _measures(env, company)
    first, last = min(ids.values()), max(ids.values())
    scheme = env["crm.grading.scheme"].create(
        {
            "name": "CDNOW",
            "code": "CDNOW",
            "company_id": company.id,
            "period": "half",
            "domain": str([("id", ">=", first), ("id", "<=", last)]),
            "dimension_ids": [
                Command.create(_dimension(code, weight, parts, measures)) for code, (weight, parts) in grades.WEIGHTS.items()
            ],
            "grade_ids": [
                Command.create({"sequence": place, "code": code, "name": code, "ratio": ratio, "min_score": 80 - 20 * place})
                for place, (code, ratio) in enumerate(RATIO.items())
            ],
        }
    )
    scheme.initial_grade_id = scheme.grade_ids.filtered(lambda grade: grade.code == "C")
    return scheme


def _dimension(code, weight, parts, measures):
    indicators = [
        {"code": name, "name": name, "weight": part, "measure_id": measures[name].id} | INDICATORS[name][1]
        for name, part in parts.items()
    ]
    return {"code": code, "name": code, "weight": weight, "indicator_ids": [Command.create(values) for values in indicators]}


def _measures(env, company):
    """Measures over confirmed orders, as an administrator would set them up."""
    model = env["ir.model"]._get("sale.order")
    same = {"model_id": model.id, "domain": "[('state', '=', 'sale')]", "partner_path": "partner_id", "date_path": "date_order"}
    measures = {}
    for name, (values, _indicator) in INDICATORS.items():
        base = {"kind": "growth", "base_id": measures["amount"].id} if name == "growth" else same | values
        measures[name] = env["crm.grading.measure"].create(
            {"name": f"CDNOW {name}", "code": f"cdnow_{name}", "company_id": company.id} | base
        )
    return measures
