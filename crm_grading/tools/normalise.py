"""From a raw value to a score of 0 to 100, as SQL in exact numerics rounded to four decimals.

An indicator of a frozen configuration says how: `normalisation`, `direction` ("up": more is better), `target`, `bands`,
`cap_low`, `cap_high`. Relative normalisations compare with the peer group: `statistics_query` gives what they need of each
group as `low_value` and `high_value`, `percentile_query` the ranks. When all values of a group are equal, or there is one
only, they give 50. Natural logarithms are the only thing worked out in binary floating point.

robust z: 50 + 16.667 · (x - median) / (1.4826 · MAD), MAD being the median of the distances from the median, 1.4826 what
makes it the standard deviation of normally distributed values; where more than half of the values are equal the MAD is zero
and 1.2533 · the mean distance stands in for it.

log min-max: min-max of sign(x) · ln(1 + |x|), which is defined for negative values, too.
"""

from odoo.tools import SQL

DIGITS = 4
Z_POINTS = "16.667"
GROUP_STATISTICS = ("min_max", "log_min_max", "z", "robust_z")


def is_percentile(indicator):
    return indicator["normalisation"] == "percentile"


def needs_statistics(indicator):
    return indicator["normalisation"] in GROUP_STATISTICS


def clamped(indicator, value):
    """The raw value within the limits of the indicator (winsorised); NULL stays NULL, unlike with LEAST and GREATEST."""
    steps = [
        SQL("WHEN %s %s %s::numeric THEN %s::numeric", value, beyond, str(limit), str(limit))
        for beyond, limit in ((SQL("<"), indicator["cap_low"]), (SQL(">"), indicator["cap_high"]))
        if limit is not None
    ]
    return SQL("CASE %s ELSE %s END", SQL(" ").join(steps), value) if steps else value


def percentile_query(indicator, values):
    """Rows partner_id, score by customer: 100 · (average ascending rank - 0.5) / m over the m values of the group.

    :param SQL values: rows partner_id, group_id, x, without NULL
    """
    share = SQL("50 * (low + high - 1)::numeric / m")
    return SQL(
        """
        SELECT ranked.partner_id, ROUND(%s, %s) AS score
          FROM (SELECT partner_id, group_id, RANK() OVER ascending AS low, COUNT(*) OVER ascending AS high
                  FROM (%s) value WINDOW ascending AS (PARTITION BY group_id ORDER BY x)) ranked
          JOIN (SELECT group_id, COUNT(*) AS m FROM (%s) value GROUP BY group_id) peers USING (group_id)
         ORDER BY ranked.partner_id
        """,
        share if indicator["direction"] == "up" else SQL("100 - %s", share),
        DIGITS,
        values,
        values,
    )


def statistics_query(indicator, values):
    """Rows group_id, low_value, high_value: the range (min-max), or centre and spread (z).

    :param SQL values: rows group_id, x, without NULL
    """
    normalisation = indicator["normalisation"]
    if normalisation == "robust_z":
        return _robust_query(values)
    aggregates = {
        "min_max": SQL("MIN(x) AS low_value, MAX(x) AS high_value"),
        "log_min_max": SQL("MIN(%(log)s) AS low_value, MAX(%(log)s) AS high_value", log=_log(SQL("x"))),
        "z": SQL("AVG(x) AS low_value, STDDEV_POP(x) AS high_value"),
    }
    return SQL("SELECT group_id, %s FROM (%s) value GROUP BY group_id", aggregates[normalisation], values)


def score(indicator, value, low=None, high=None):
    """The score of the expression `value`, NULL when it is NULL; not for percentiles.

    :param SQL low: expression of the group's `low_value`, for the relative normalisations
    :param SQL high: expression of the group's `high_value`
    """
    value = clamped(indicator, value)
    points = _SCORES[indicator["normalisation"]](indicator, value, low, high)
    return SQL("ROUND(%s, %s)", points, DIGITS)


def _min_max(indicator, value, low, high):
    return SQL(
        "CASE WHEN %(value)s IS NULL THEN NULL WHEN %(high)s = %(low)s THEN 50 ELSE %(points)s END",
        value=value,
        low=low,
        high=high,
        points=_directed(indicator, SQL("(100 * (%s - %s) / (%s - %s))::numeric", value, low, high, low)),
    )


def _log_min_max(indicator, value, low, high):
    return _min_max(indicator, _log(value), low, high)


def _z(indicator, value, centre, spread):
    sign = SQL("+") if indicator["direction"] == "up" else SQL("-")
    points = SQL("50 %s %s::numeric * (%s - %s) / %s", sign, Z_POINTS, value, centre, spread)
    return SQL("CASE WHEN %s IS NULL THEN NULL WHEN %s = 0 THEN 50 ELSE %s END", value, spread, _within(points))


def _bands(indicator, value, _low, _high):
    steps = [
        SQL("WHEN %s < %s::numeric THEN %s::numeric", value, str(upper), str(points))
        for _lower, upper, points in indicator["bands"]
        if upper is not None
    ]
    highest = str(indicator["bands"][-1][2])
    return SQL("CASE %s WHEN %s IS NOT NULL THEN %s::numeric END", SQL(" ").join(steps), value, highest)


def _target(indicator, value, _low, _high):
    target = str(indicator["target"])
    if indicator["direction"] == "up":
        return SQL("CASE WHEN %s IS NOT NULL THEN %s END", value, _within(SQL("100 * %s / %s::numeric", value, target)))
    return SQL(
        "CASE WHEN %s IS NOT NULL THEN %s END", value, _within(SQL("100 * (2 - %s / %s::numeric)", value, target))
    )


def _identity(indicator, value, _low, _high):
    return SQL("CASE WHEN %s IS NOT NULL THEN %s END", value, _directed(indicator, _within(value)))


def _directed(indicator, points):
    return points if indicator["direction"] == "up" else SQL("100 - %s", points)


def _within(points):
    return SQL("LEAST(GREATEST(%s, 0), 100)", points)


def _log(value):
    return SQL("(SIGN(%s) * LN(1 + ABS(%s)::float8))::float8", value, value)


def _robust_query(values):
    return SQL(
        """
        SELECT group_id, centre AS low_value,
               CASE WHEN %(median_distance)s = 0 THEN 1.2533 * AVG(distance)
                    ELSE 1.4826 * %(median_distance)s END AS high_value
          FROM (SELECT value.group_id, middle.centre, ABS(value.x - middle.centre) AS distance
                  FROM (%(values)s) value
                  JOIN (SELECT group_id, %(median)s AS centre FROM (%(values)s) value GROUP BY group_id) middle
                       USING (group_id)) distances
         GROUP BY group_id, centre
        """,
        values=values,
        median=_median(SQL("x")),
        median_distance=_median(SQL("distance")),
    )


def _median(value):
    """Exact median: PostgreSQL's percentile_cont works in floating point."""
    return SQL(
        """(PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %s)
          + PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %s DESC)) / 2""",
        value,
        value,
    )


_SCORES = {
    "min_max": _min_max,
    "log_min_max": _log_min_max,
    "z": _z,
    "robust_z": _z,
    "bands": _bands,
    "target": _target,
    "identity": _identity,
}
