"""The scheme *Credit score*: how a customer pays, what it is to the company, and what its credit file says.

Everything is measured against fixed bands, so that a single customer can be scored at any time. All weights, bands and
minimum scores are proposals. What is not known counts as neutral and lowers the coverage.
"""

from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_grading.tools.scheme_template import (
    DimensionTemplate,
    GradeTemplate,
    IndicatorTemplate,
    SchemeTemplate,
)

_lt = LazyTranslate(__name__)

DAYS_LATE = ((None, 100), (1, 85), (8, 70), (16, 50), (31, 25), (61, 0))
OVERDUE_SHARE = ((None, 100), (0.0001, 80), (0.1, 60), (0.25, 30), (0.5, 0))
BROKEN_PROMISES = ((None, 100), (0.5, 60), (1, 40), (2, 0))
TENURE = ((None, 20), (1, 40), (3, 60), (5, 80), (10, 100))
UTILISATION = ((None, 100), (0.5, 80), (0.8, 60), (1.0001, 20), (1.2, 0))
GROWTH = ((None, 0), (-0.5, 25), (-0.2, 50), (0, 75), (0.2, 100))
CURRENT_RATIO = ((None, 0), (0.8, 25), (1, 50), (1.5, 80), (2, 100))
DEBT_RATIO = ((None, 100), (0.4, 80), (0.6, 50), (0.8, 20), (1, 0))
NET_MARGIN = ((None, 0), (0, 40), (0.03, 70), (0.08, 100))
TARGET = {"normalisation": "target", "target": 1.0}
LAST_YEAR = {"window": "months", "window_months": 12}
EVER = {"window": "lifetime"}


def _indicator(code, name, measure, weight, bands=(), **values):
    how = {"normalisation": "bands"} if bands else {}
    return IndicatorTemplate(code, name, measure, weight, {"nulls": "neutral"} | how | values, bands)


PAYMENT = (
    _indicator("P1", _lt("Paid on time"), "crm_grading.measure_paid_on_time", 12, **TARGET, **LAST_YEAR),
    _indicator("P2", _lt("Average days late"), "crm_credit.measure_days_late", 12, DAYS_LATE, direction="down", **LAST_YEAR),
    _indicator("P3", _lt("Overdue share"), "crm_credit.measure_overdue_share", 12, OVERDUE_SHARE, direction="down", **EVER),
    _indicator(
        "P4", _lt("Broken promises"), "crm_credit.measure_broken_promises", 9, BROKEN_PROMISES, direction="down", **LAST_YEAR
    ),
)
RELATION = (
    _indicator("R1", _lt("Tenure"), "crm_grading.measure_tenure", 8, TENURE, **EVER),
    _indicator("R2", _lt("Utilisation"), "crm_credit.measure_utilisation", 6, UTILISATION, direction="down", **EVER),
    _indicator("R3", _lt("Growth"), "crm_grading.measure_sales_growth", 6, GROWTH, **LAST_YEAR),
)
FILE = (
    _indicator("F1", _lt("Questionnaire"), "crm_credit.measure_questionnaire", 10, normalisation="identity"),
    _indicator("F2", _lt("Current ratio"), "crm_credit.measure_current_ratio", 6, CURRENT_RATIO, **EVER),
    _indicator("F3", _lt("Debt ratio"), "crm_credit.measure_debt_ratio", 6, DEBT_RATIO, direction="down", **EVER),
    _indicator("F4", _lt("Net margin"), "crm_credit.measure_net_margin", 4, NET_MARGIN, **EVER),
    _indicator("F5", _lt("References"), "crm_credit.measure_references", 5, normalisation="identity", **EVER),
    _indicator("F6", _lt("Register"), "crm_credit.measure_register", 4, normalisation="identity", **EVER),
)

CREDIT_SCORE = SchemeTemplate(
    code="CREDIT",
    name=_lt("Credit score"),
    description=_lt(
        "How a customer pays, how it buys and what its credit file says, in points of 0 to 100. The risk class follows from the "
        "points. All weights, bands and minimum scores are proposals: set them as your company sees risk."
    ),
    dimensions=(
        DimensionTemplate("P", _lt("Payment"), 45, 4, PAYMENT),
        DimensionTemplate("R", _lt("Relationship"), 20, 8, RELATION),
        DimensionTemplate("F", _lt("Credit file"), 35, 3, FILE),
    ),
    grades=(
        GradeTemplate("A", 1, 85, 10),
        GradeTemplate("B", 1, 70, 4),
        GradeTemplate("C", 1, 55, 3),
        GradeTemplate("D", 1, 40, 2),
        GradeTemplate("E", 1, 0, 1),
    ),
    # Nobody is too new for a credit score.
    first_grade="",
    values={
        "purpose": "credit",
        "period": "quarter",
        "split": "bands",
        "require_business": False,
        "coverage": 30.0,
        "coverage_each": False,
        "coverage_basis": "measured",
    },
)
