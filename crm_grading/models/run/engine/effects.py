from odoo.tools import SQL

from .population import customers_query

NOT_RATED, AT_MOST, SET = "not_rated", "at_most", "set"
NOBODY = SQL("SELECT NULL::int AS partner_id, '' AS effect, NULL::int AS grade_id, '' AS text WHERE FALSE")


def make_effects(run, frozen, tables):
    """Make the work table `effect` of the customers whose grade something else than their rank decides about.

    Columns: partner_id, effects (JSON as kept in results), cap_id; for each kind out of cap and veto `<kind>_not_rated` and
    `<kind>_grade` (number of the best grade allowed), and `override_grade`.
    """
    found = SQL(" UNION ALL ").join(_found(run, frozen))
    worst_first = SQL("effect = %s DESC, grade DESC NULLS LAST", NOT_RATED)
    query = SQL(
        """
        SELECT partner_id,
               jsonb_agg(jsonb_build_array(kind, effect, grade_id, cap_id, text) ORDER BY position) AS effects,
               (array_agg(cap_id ORDER BY %(worst_first)s, position) FILTER (WHERE kind = 'cap'))[1] AS cap_id,
               %(kinds)s,
               MIN(grade) FILTER (WHERE kind = 'override' AND effect = %(set)s) AS override_grade
          FROM (SELECT *, %(grade)s AS grade FROM (%(found)s) found) effect
         GROUP BY partner_id
        """,
        worst_first=worst_first,
        kinds=SQL(", ").join(_kind(kind) for kind in ("cap", "veto")),
        set=SET,
        grade=frozen.grade_number_sql(SQL("grade_id")),
        found=found,
    )
    tables.make("effect", query)


def _kind(kind):
    return SQL(
        "BOOL_OR(effect = %s) FILTER (WHERE kind = %s) AS %s, MAX(grade) FILTER (WHERE kind = %s AND effect = %s) AS %s",
        NOT_RATED,
        kind,
        SQL.identifier(f"{kind}_not_rated"),
        kind,
        AT_MOST,
        SQL.identifier(f"{kind}_grade"),
    )


def _found(run, frozen):
    """Queries of rows partner_id, kind, effect, grade_id, cap_id, text, position."""
    source = run.source_run_id
    same_caps = source and source.config["caps"] == frozen["caps"]
    if source:
        yield _frozen(source, caps=same_caps)
    else:
        yield from _live(run)
    if not same_caps:
        yield _row(NOBODY, "", None, 0)
        for position, cap in enumerate(frozen["caps"]):
            yield _cap(run, cap, position)


def _cap(run, cap, position):
    query = customers_query(run, cap["domain"])
    partner = SQL("%s AS partner_id", SQL.identifier(query.table, "id"))
    rows = query.select(
        partner,
        SQL("%s AS effect", cap["effect"]),
        SQL("%s::int AS grade_id", cap["grade_id"]),
        SQL("%s AS text", cap["name"]),
    )
    return _row(rows, "cap", cap["id"], position)


def _live(run):
    for kind, query in (("override", run._override_query()), ("veto", run._veto_query())):
        if query:
            yield _row(query, kind, None, 1000)


def _row(query, kind, cap_id, position):
    return SQL(
        """
        SELECT partner_id, %s::text AS kind, effect::text AS effect, grade_id::int AS grade_id, %s::int AS cap_id,
               text::text AS text, %s AS position
          FROM (%s) found
        """,
        kind,
        cap_id,
        position,
        query,
    )


def _frozen(source, caps):
    """What was in force when the run was computed whose inputs are used again."""
    return SQL(
        """
        SELECT partner_id, row.value ->> 0 AS kind, row.value ->> 1 AS effect, (row.value ->> 2)::int AS grade_id,
               (row.value ->> 3)::int AS cap_id, row.value ->> 4 AS text, row.ordinality::int AS position
          FROM crm_grading_result result, jsonb_array_elements(result.effects) WITH ORDINALITY AS row
         WHERE result.run_id = %s AND (%s OR row.value ->> 0 <> 'cap')
        """,
        source.id,
        caps,
    )
