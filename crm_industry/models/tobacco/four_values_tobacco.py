"""The schemes of the tobacco trade: Tobacco 4V, graded A to E each quarter, and the supply bands 1 to 30 of each month.

The four values, the ratio 1:4:10:4:1, the quarter, the bounds of the compliance classes and the five sides of a display are
published ones; every weight, target and band of points is a proposal, as are ratio and weights of the supply bands.
"""

from dataclasses import replace

from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_grading.models.scheme.four_values import FOUR_VALUES, TENURE_BANDS
from odoo.addons.crm_grading.tools.scheme_template import DimensionTemplate, GradeTemplate, SchemeTemplate, indicator

_lt = LazyTranslate(__name__)

BANDS = 30
COMPLIANCE_BANDS = ((None, 0), (71, 60), (81, 80), (91, 100))


def _shared(code, name, measure, weight, bands=(), **values):
    return indicator(code, name, f"crm_grading.measure_{measure}", weight, bands, **values)


def _own(code, name, measure, weight, bands=(), **values):
    return indicator(code, name, f"crm_industry.measure_tobacco_{measure}", weight, bands, **values)


SEEN = {"normalisation": "identity", "nulls": "neutral"}

ECONOMIC = (
    _shared("E1", _lt("Net sales"), "net_sales", 15),
    _own("E2", _lt("Volume"), "volume", 8),
    _shared("E3", _lt("Gross margin"), "gross_margin", 9),
    _own("E4", _lt("Value per carton"), "carton_value", 5, nulls="worst"),
    _own("E5", _lt("Premium mix"), "premium_mix", 3, normalisation="min_max", nulls="worst"),
)
RELATIONAL = (
    _own("R1", _lt("Compliance"), "compliance", 8, COMPLIANCE_BANDS, normalisation="bands"),
    _shared("R2", _lt("Paid on time"), "paid_on_time", 4, normalisation="target", target=1.0, nulls="neutral"),
    _own("R3", _lt("Price labelling"), "price_labelling", 3, **SEEN),
    _shared("R4", _lt("Cooperation"), "cooperation", 3, **SEEN),
    _shared("R5", _lt("Tenure"), "tenure", 2, TENURE_BANDS, normalisation="bands", window="lifetime", nulls="zero"),
)
FUNCTIONAL = (
    _own("F1", _lt("Store image"), "store_image", 6, **SEEN),
    _own("F2", _lt("Display"), "display", 4, **SEEN),
    _shared("F3", _lt("New products"), "new_products", 6, normalisation="target", target=1.0, nulls="neutral"),
    _own("F4", _lt("Reporting"), "reporting", 4, normalisation="target", target=1.0, nulls="neutral"),
)
DEVELOPMENT = (
    _shared("D1", _lt("Growth"), "sales_growth", 6, capped=True, cap_low=-2.0, cap_high=2.0, nulls="neutral"),
    _shared("D2", _lt("Breadth"), "products_bought", 4),
    _shared("D3", _lt("Online orders"), "online_rate", 3, normalisation="target", target=0.95, nulls="zero"),
    _own("D4", _lt("Electronic settlement"), "settlement", 2, normalisation="target", target=0.95, nulls="neutral"),
    _shared("D5", _lt("Regularity"), "order_regularity", 3, normalisation="target", target=1.0),
    _shared("D6", _lt("Potential"), "potential", 2, **SEEN),
)

TOBACCO_FOUR_VALUES = replace(
    FOUR_VALUES,
    code="T4V",
    name=_lt("Tobacco 4V"),
    description=_lt(
        "Economic, relational, functional and development value of tobacco retailers, graded A to E in the ratio 1:4:10:4:1 each "
        "quarter, among shops of the same market and store format. All weights, targets and bands are proposals: set them as "
        "your company sees its retailers."
    ),
    dimensions=(
        DimensionTemplate("E", _lt("Economic value"), 40, 4, ECONOMIC),
        DimensionTemplate("R", _lt("Relational value"), 20, 8, RELATIONAL),
        DimensionTemplate("F", _lt("Functional value"), 20, 3, FUNCTIONAL),
        DimensionTemplate("D", _lt("Development value"), 20, 10, DEVELOPMENT),
    ),
    values=FOUR_VALUES.values | {"shown_to_customer": True},
)

SUPPLY_BANDS = SchemeTemplate(
    code="BANDS",
    name=_lt("Supply bands 1-30"),
    description=_lt(
        "Bands of tobacco retailers by what they sell and at which value, 30 for the strongest. Scarce goods are shared out by "
        "them. Weights and the equal size of the bands are proposals."
    ),
    dimensions=(
        DimensionTemplate(
            "S",
            _lt("Sales strength"),
            100,
            4,
            (
                _own("S1", _lt("Volume"), "volume", 60),
                _own("S2", _lt("Value per carton"), "carton_value", 40, nulls="worst"),
            ),
        ),
    ),
    grades=tuple(GradeTemplate(str(band), 1, round((band - 1) * 100 / BANDS, 2), 1 + band % 11) for band in range(BANDS, 0, -1)),
    first_grade="5",
    values=FOUR_VALUES.values | {"purpose": "supply", "period": "month", "shown_to_customer": True},
)
