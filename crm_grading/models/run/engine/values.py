from odoo.exceptions import UserError
from odoo.tools import SQL

from .frozen import column
from .population import RANKED

# Raw values are kept with so many decimals: what is frozen is what was compared, and equal amounts stay equal whatever
# divisions they come from.
RAW_DIGITS = 10
# One bit of a bigint for each indicator that has no value.
MOST_INDICATORS = 60


def make_values(run, frozen, tables):
    """Make the work table `value`: partner_id, group_id, mask of the missing values, r1 … of the customers to rank."""
    if len(frozen.indicators) > MOST_INDICATORS:
        raise UserError(
            run.env._("%(run)s has more than %(most)s indicators: leave some out.", run=run.name, most=MOST_INDICATORS)
        )
    joins, values = _frozen_values(run, frozen) if run.source_run_id else _live_values(run, frozen, tables)
    rows = SQL(
        """
        SELECT customer.partner_id, leaf.group_id, %(values)s
          FROM %(population)s customer JOIN %(leaf)s leaf USING (leaf) %(joins)s
         WHERE customer.status = %(ranked)s
         ORDER BY customer.partner_id
        """,
        values=SQL(", ").join(
            SQL("ROUND((%s)::numeric, %s) AS %s", value, RAW_DIGITS, column("r", indicator))
            for value, indicator in zip(values, frozen.indicators, strict=True)
        ),
        population=tables.name("population"),
        leaf=tables.name("leaf"),
        joins=joins,
        ranked=RANKED,
    )
    missing = SQL(" + ").join(
        SQL("CASE WHEN %s IS NULL THEN %s::bigint ELSE 0 END", column("r", indicator), indicator["bit"])
        for indicator in frozen.indicators
    )
    tables.make("value", SQL("SELECT *, %s AS mask FROM (%s) value", missing, rows))


def _live_values(run, frozen, tables):
    """The joins of the sources and the expressions of a plan of today's data."""
    plan = run._kept_plan()
    joins = SQL(" ").join(
        SQL(
            "LEFT JOIN %s %s ON %s = customer.partner_id",
            tables.name(f"source_{number}"),
            SQL.identifier(source.name),
            SQL.identifier(source.name, "partner_id"),
        )
        for number, source in enumerate(plan.sources)
    )
    return joins, [plan.values[indicator["code"]] for indicator in frozen.indicators]


def _frozen_values(run, frozen):
    """The same from the indicators that the results of another run keep."""
    joins = SQL(
        "JOIN crm_grading_result frozen ON frozen.run_id = %s AND frozen.partner_id = customer.partner_id", run.source_run_id.id
    )
    return joins, [SQL("frozen.detail -> %s ->> 0", indicator["code"]) for indicator in frozen.indicators]
