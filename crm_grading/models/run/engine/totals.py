from math import lcm

from odoo.tools import SQL

from .frozen import column, columns
from .scores import peers_join, score, score_join

# What the steps after it join and filter by: statistics of the dozens of scores would take longer than the totals.
ANALYZED = ("partner_id", "group_id", "mask", "rated")


def append_totals(frozen, tables, after, last):
    """Add the customers after one id up to another to the work table `total`.

    Columns: partner_id, group_id, mask, rated, total, d1 … scores of the dimensions, s1 … scores and c1 … contributions of
    the indicators. The total is the exact sum of the contributions, each rounded to four decimals.
    """
    def rows(what):
        return tables.piece(what, after, last)

    joins = [score_join(item, rows) for item in frozen.indicators] + [peers_join(item, tables) for item in frozen.indicators]
    scored = SQL(
        "SELECT value.partner_id, value.group_id, value.mask, %s FROM %s value %s",
        SQL(", ").join(SQL("%s AS %s", score(item), column("s", item)) for item in frozen.indicators),
        rows("value"),
        SQL(" ").join(joins),
    )
    contributed = SQL(
        "SELECT scored.*, pattern.rated, %s FROM (%s) scored JOIN %s pattern USING (mask)",
        SQL(", ").join(
            SQL("ROUND(pattern.%s * COALESCE(scored.%s, 0), 4) AS %s", column("w", item), column("s", item), column("c", item))
            for item in frozen.indicators
        ),
        scored,
        tables.name("pattern"),
    )
    tables.append(
        "total",
        SQL(
            "SELECT partner_id, group_id, mask, rated, %s AS total, %s, %s, %s FROM (%s) contributed ORDER BY partner_id",
            SQL(" + ").join(column("c", item) for item in frozen.indicators),
            SQL(", ").join(SQL("%s AS %s", _dimension(item), column("d", item)) for item in frozen.dimensions),
            columns("s", frozen.indicators),
            columns("c", frozen.indicators),
            contributed,
        ),
        analyzed=ANALYZED,
    )


def _dimension(dimension):
    """Score of a dimension, 0 to 100: weighted mean of its indicators; NULL when all of them are left out.

    Weights as the smallest whole numbers of the same ratio, so that nothing is rounded before the end.
    """
    items = dimension["indicators"]
    scale = lcm(*(item["share"].denominator for item in items))
    parts = [(column("s", item), int(item["share"] * scale), item["nulls"] == "reweight") for item in items]
    points = SQL(" + ").join(
        SQL("COALESCE(%s, 0) * %s", score, part) if optional else SQL("%s * %s", score, part)
        for score, part, optional in parts
    )
    whole = SQL(" + ").join(
        SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", score, part) if optional else SQL("%s", part)
        for score, part, optional in parts
    )
    return SQL("ROUND((%s)::numeric / NULLIF(%s, 0), 4)", points, whole)
