"""The indicators of Tobacco 4V, written down apart from the product: code, weight in percent, how a value becomes a score."""

SEEN = "50"
PERCENTILE = """ROUND(100 * (RANK() OVER (PARTITION BY peer, {0} IS NULL ORDER BY {0})
    + (COUNT(*) OVER (PARTITION BY peer, {0}) - 1) / 2.0 - 0.5) / NULLIF(COUNT({0}) OVER (PARTITION BY peer), 0), 4)"""
WITHOUT = "CASE WHEN {0} IS NULL THEN {1} ELSE {2} END"
# What a missing value gets where it counts as the worst: the score of the lowest one.
LOWEST = "ROUND(50.0 / NULLIF(COUNT({0}) OVER (PARTITION BY peer), 0), 4)"
TARGET = "CASE WHEN {0} IS NULL THEN {2} ELSE ROUND(100 * LEAST(GREATEST({0} / {1}, 0), 1), 4) END"
MIN_MAX = """COALESCE(ROUND(100 * ({0} - MIN({0}) OVER (PARTITION BY peer))
    / NULLIF(MAX({0}) OVER (PARTITION BY peer) - MIN({0}) OVER (PARTITION BY peer), 0), 4), {1})"""
COMPLIANCE = "CASE WHEN r1 >= 91 THEN 100 WHEN r1 >= 81 THEN 80 WHEN r1 >= 71 THEN 60 ELSE 0 END"
TENURE = """CASE WHEN r5 < 1 THEN 20 WHEN r5 < 3 THEN 40 WHEN r5 < 5 THEN 60 WHEN r5 < 10 THEN 80 WHEN r5 >= 10 THEN 100
    ELSE 0 END"""


def percentile(column, without=None):
    scored = PERCENTILE.format(column)
    return scored if without is None else WITHOUT.format(column, without, scored)


SPEC = [
    ("E1", 15, percentile("e1")),
    ("E2", 8, percentile("e2")),
    ("E3", 9, percentile("e3")),
    ("E4", 5, percentile("e4", LOWEST.format("e4"))),
    ("E5", 3, MIN_MAX.format("e5", 0)),
    ("R1", 8, COMPLIANCE),
    ("R2", 4, TARGET.format("r2", "1.0", 50)),
    ("R3", 3, SEEN),
    ("R4", 3, SEEN),
    ("R5", 2, TENURE),
    ("F1", 6, SEEN),
    ("F2", 4, SEEN),
    ("F3", 6, TARGET.format("f3", "1.0", 50)),
    ("F4", 4, SEEN),
    ("D1", 6, percentile("growth", 50)),
    ("D2", 4, percentile("d2")),
    ("D3", 3, TARGET.format("d3", "0.95", 0)),
    ("D4", 2, TARGET.format("d4", "0.95", 50)),
    ("D5", 3, TARGET.format("d5", "1.0", 0)),
    ("D6", 2, SEEN),
]
DIMENSIONS = {"E": 40, "R": 20, "F": 20, "D": 20}
UNSEEN = {"R3", "R4", "F1", "F2", "F4", "D6"}


def weight(code):
    """:return: the share of an indicator in the total"""
    inside = sum(points for other, points, _score in SPEC if other[0] == code[0])
    points = next(points for other, points, _score in SPEC if other == code)
    return f"({DIMENSIONS[code[0]]} / 100.0 * {points} / {inside})"
