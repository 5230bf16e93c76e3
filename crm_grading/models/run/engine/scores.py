from odoo.tools import SQL

from ....tools import normalise
from .frozen import column


def make_score(indicator, tables):
    """Make what an indicator needs of its peers: `score_<n>` (partner_id, score) for percentiles, `peers_<n>` of groups.

    `peers_<n>` holds group_id, low_value, high_value for the relative normalisations, and the worst score for the null
    policy that wants it.
    """
    number = indicator["number"]
    raw = column("r", indicator)
    values = SQL(
        "SELECT partner_id, group_id, %s AS x FROM %s WHERE %s IS NOT NULL",
        normalise.clamped(indicator, raw),
        tables.name("value"),
        raw,
    )
    if normalise.is_percentile(indicator):
        tables.make(f"score_{number}", normalise.percentile_query(indicator, values))
    if has_peers(indicator):
        tables.make(f"peers_{number}", _peers_query(indicator, tables, values), key="group_id")


def is_relative(indicator):
    """Whether `make_score` makes anything."""
    return normalise.is_percentile(indicator) or has_peers(indicator)


def has_peers(indicator):
    return normalise.needs_statistics(indicator) or indicator["nulls"] == "worst"


def _peers_query(indicator, tables, values):
    if normalise.needs_statistics(indicator):
        statistics = normalise.statistics_query(indicator, values)
    else:
        nothing = SQL("NULL::numeric AS low_value, NULL::numeric AS high_value")
        statistics = SQL("SELECT DISTINCT group_id, %s FROM (%s) value", nothing, values)
    if indicator["nulls"] != "worst":
        return statistics
    return SQL(
        """
        WITH statistics AS (%s)
        SELECT peers.*, worst.worst
          FROM statistics peers
          JOIN (SELECT value.group_id, MIN(%s) AS worst
                  FROM %s value %s
                  JOIN statistics %s USING (group_id)
                 GROUP BY value.group_id) worst USING (group_id)
        """,
        statistics,
        raw_score(indicator),
        tables.name("value"),
        score_join(indicator, tables.name),
        SQL.identifier(f"peers_{indicator['number']}"),
    )


def score_join(indicator, rows):
    """The join of a percentile's scores to the customers of `value`.

    :param rows: gives the SQL of the rows of a work table by its name
    """
    if not normalise.is_percentile(indicator):
        return SQL()
    name = f"score_{indicator['number']}"
    return SQL("LEFT JOIN %s %s USING (partner_id)", rows(name), SQL.identifier(name))


def peers_join(indicator, tables):
    """The join of a group's figures to the customers of `value`."""
    if not has_peers(indicator):
        return SQL()
    name = f"peers_{indicator['number']}"
    return SQL("LEFT JOIN %s %s USING (group_id)", tables.name(name), SQL.identifier(name))


def raw_score(indicator):
    """The score of a customer of `value`, NULL without a value."""
    if normalise.is_percentile(indicator):
        return SQL.identifier(f"score_{indicator['number']}", "score")
    peers = f"peers_{indicator['number']}"
    raw = SQL.identifier("value", f"r{indicator['number']}")
    return normalise.score(indicator, raw, SQL.identifier(peers, "low_value"), SQL.identifier(peers, "high_value"))


def score(indicator):
    """The score after the null policy; NULL only when the indicator is left out for the customer."""
    found = raw_score(indicator)
    if indicator["nulls"] == "reweight":
        return found
    if indicator["nulls"] == "worst":
        return SQL("COALESCE(%s, %s, 0)", found, SQL.identifier(f"peers_{indicator['number']}", "worst"))
    return SQL("COALESCE(%s, %s)", found, 50 if indicator["nulls"] == "neutral" else 0)
