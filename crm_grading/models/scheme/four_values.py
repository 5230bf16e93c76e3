"""The generic 4V scheme: economic, relational, functional and development value, graded A to E each quarter.

The four values, the ratio and the quarter are the textbook's; weights, targets, bands and minimum scores are proposals.
"""

from odoo.tools.translate import LazyTranslate

from ...tools.scheme_template import DimensionTemplate, GradeTemplate, SchemeTemplate, indicator

_lt = LazyTranslate(__name__)

TENURE_BANDS = ((None, 20), (1, 40), (3, 60), (5, 80), (10, 100))


def _indicator(code, name, measure, weight, bands=(), **values):
    return indicator(code, name, f"crm_grading.measure_{measure}", weight, bands, **values)


ECONOMIC = (
    _indicator("E1", _lt("Net sales"), "net_sales", 15),
    _indicator("E3", _lt("Gross margin"), "gross_margin", 9),
)
RELATIONAL = (
    _indicator("R2", _lt("Paid on time"), "paid_on_time", 4, normalisation="target", target=1.0, nulls="neutral"),
    _indicator("R4", _lt("Cooperation"), "cooperation", 3, normalisation="identity"),
    _indicator("R5", _lt("Tenure"), "tenure", 2, TENURE_BANDS, normalisation="bands", window="lifetime"),
)
FUNCTIONAL = (_indicator("F3", _lt("New products"), "new_products", 6, normalisation="target", target=1.0, nulls="neutral"),)
DEVELOPMENT = (
    _indicator("D1", _lt("Growth"), "sales_growth", 6, capped=True, cap_low=-2.0, cap_high=2.0, nulls="neutral"),
    _indicator("D2", _lt("Breadth"), "products_bought", 4),
    _indicator("D3", _lt("Online orders"), "online_rate", 3, normalisation="target", target=0.95),
    _indicator("D5", _lt("Regularity"), "order_regularity", 3, normalisation="target", target=1.0),
    _indicator("D6", _lt("Potential"), "potential", 2, normalisation="identity"),
)

FOUR_VALUES = SchemeTemplate(
    code="4V",
    name=_lt("4V quarterly"),
    description=_lt(
        "Economic, relational, functional and development value of customers, graded A to E in the ratio 1:4:10:4:1 each "
        "quarter. All weights, targets, bands and minimum scores are proposals: set them as your company sees its customers."
    ),
    dimensions=(
        DimensionTemplate("E", _lt("Economic value"), 40, 4, ECONOMIC),
        DimensionTemplate("R", _lt("Relational value"), 20, 8, RELATIONAL),
        DimensionTemplate("F", _lt("Functional value"), 20, 3, FUNCTIONAL),
        DimensionTemplate("D", _lt("Development value"), 20, 10, DEVELOPMENT),
    ),
    grades=(
        GradeTemplate("A", 1, 85, 10),
        GradeTemplate("B", 4, 70, 4),
        GradeTemplate("C", 10, 45, 3),
        GradeTemplate("D", 4, 25, 2),
        GradeTemplate("E", 1, 0, 1),
    ),
    first_grade="C",
    # A customer that was quiet for a quarter owed nothing and has no growth: that is neither good nor bad, and no reason not
    # to rate it.
    values={"coverage_basis": "scored"},
)
