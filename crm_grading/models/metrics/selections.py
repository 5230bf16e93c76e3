"""Values that metrics and snapshots share."""

STAGES = [
    ("acquire", "To acquire"),
    ("new", "New"),
    ("develop", "Developing"),
    ("retain", "Retained"),
    ("at_risk", "At risk"),
    ("lost", "Lost"),
    ("won_back", "Won back"),
]
ABC_CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
SPEND_TIERS = [("top", "Top"), ("high", "High"), ("middle", "Middle"), ("low", "Low"), ("none", "No sales")]
CYCLE_SOURCES = [
    ("own", "Own orders"),
    ("category", "Customers of the same category"),
    ("company", "All customers"),
    ("default", "Setting"),
]
PRICE_BANDS = [("low", "Low"), ("middle", "Middle"), ("high", "High")]
CHURN_RISKS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
