from odoo.tools import SQL

from .final_grade import final_query
from .frozen import column
from .population import NEW, NO_DATA
from .ranks import TOTAL, dimension_grade

# PostgreSQL's functions take 100 arguments.
PAIRS = 45


def insert_results(run, frozen, tables, after, last):
    """Write the results of the customers after one id up to another, with their dimensions; return how many."""
    final = final_query(frozen, _rows(run, frozen, tables, after, last))
    results = SQL(
        """
        INSERT INTO crm_grading_result (
            run_id, partner_id, company_id, scheme_id, peer_group_id, peer_leaf_id, status, reason, total, coverage,
            rank, rank_high, size, computed_grade_id, final_grade_id, final_reason, cap_id, previous_grade_id, movement,
            runs_below, effects, ruled, detail
        )
        SELECT %(run)s, partner_id, %(company)s, %(scheme)s, group_id, leaf_id, last_status, last_reason, total, coverage,
               low, high, size, %(computed)s, %(final)s, last_final_reason, cap_id, previous_id,
               COALESCE(previous - last_grade, 0), below, effects, %(ruled)s, detail
          FROM (%(rows)s) final
         ORDER BY partner_id
        RETURNING id, partner_id
        """,
        run=run.id,
        company=run.company_id.id,
        scheme=run.scheme_id.id,
        computed=frozen.grade_id_sql(SQL("computed")),
        final=frozen.grade_id_sql(SQL("last_grade")),
        ruled=_ruled(frozen),
        rows=final,
    )
    dimensions = _insert_dimensions(frozen, tables, after, last)
    tables.cr.execute(SQL("WITH result AS (%s), dimension AS (%s) SELECT COUNT(*) FROM result", results, dimensions))
    return tables.cr.fetchone()[0]


def _rows(run, frozen, tables, after, last):
    """One row for each customer with all that decides about its grade."""
    return SQL(
        """
        SELECT customer.partner_id, leaf.leaf_id, leaf.group_id,
               CASE WHEN customer.status = %(new)s THEN 'new' WHEN ranked.grade IS NULL THEN 'not_rated'
                    ELSE 'rated' END AS status,
               CASE WHEN customer.status = %(new)s THEN 'new' WHEN customer.status = %(no_data)s THEN 'no_data'
                    WHEN ranked.grade IS NULL THEN 'coverage' END AS reason,
               ranked.grade AS computed, ranked.low, ranked.high, CASE WHEN total.rated THEN split.size END AS size,
               CASE WHEN total.rated THEN total.total END AS total, pattern.coverage,
               previous.final_grade_id AS previous_id, %(previous)s AS previous, previous.runs_below AS previous_below,
               effect.effects, effect.cap_id, effect.cap_not_rated, effect.cap_grade, effect.override_grade,
               effect.veto_not_rated, effect.veto_grade,
               CASE WHEN total.partner_id IS NOT NULL THEN %(detail)s END AS detail
          FROM %(population)s customer
          JOIN %(leaf)s leaf USING (leaf)
          LEFT JOIN %(value)s value USING (partner_id)
          LEFT JOIN %(total)s total USING (partner_id)
          LEFT JOIN %(pattern)s pattern ON pattern.mask = total.mask
          LEFT JOIN %(rank)s ranked USING (partner_id)
          LEFT JOIN %(split)s split ON split.axis = %(axis)s AND split.group_id = total.group_id
          LEFT JOIN %(effect)s effect USING (partner_id)
          LEFT JOIN (SELECT partner_id, final_grade_id, runs_below FROM crm_grading_result
                      WHERE run_id = %(previous_run)s AND partner_id > %(after)s AND partner_id <= %(last)s) previous
               USING (partner_id)
        """,
        new=NEW,
        no_data=NO_DATA,
        previous=frozen.grade_number_sql(SQL("previous.final_grade_id")),
        detail=_detail(frozen),
        leaf=tables.name("leaf"),
        pattern=tables.name("pattern"),
        split=tables.name("split"),
        axis=TOTAL,
        previous_run=run.previous_run_id.id or 0,
        after=after,
        last=last,
        **{what: tables.piece(what, after, last) for what in ("population", "value", "total", "rank", "effect")},
    )


def _detail(frozen):
    """{code: [raw, score, weight, contribution]} of a customer."""
    pairs = [
        SQL(
            "%s::text, jsonb_build_array(value.%s, total.%s, pattern.%s, total.%s)",
            item["code"],
            column("r", item),
            column("s", item),
            column("w", item),
            column("c", item),
        )
        for item in frozen.indicators
    ]
    groups = [pairs[start : start + PAIRS] for start in range(0, len(pairs), PAIRS)]
    return SQL(" || ").join(SQL("jsonb_build_object(%s)", SQL(", ").join(group)) for group in groups)


def _ruled(frozen):
    """The figures by the run's own rules, where an override or a veto changed them."""
    return SQL(
        """
        CASE WHEN override_grade IS NOT NULL OR last_final_reason = 'veto' OR last_reason = 'veto' THEN
            jsonb_build_object('status', ruled_status, 'reason', ruled_reason, 'grade', %s,
                               'final_reason', ruled_final_reason) END
        """,
        frozen.grade_id_sql(SQL("ruled_grade")),
    )


def _insert_dimensions(frozen, tables, after, last):
    """INSERT of the dimensions of the rows `result` (id, partner_id) of all customers with values."""
    axes = SQL(", ").join(
        SQL(
            "(%s, %s, total.%s, CASE WHEN total.rated THEN %s END, pattern.%s)",
            item["id"],
            item["code"],
            column("d", item),
            dimension_grade(frozen, item),
            column("k", item),
        )
        for item in frozen.dimensions
    )
    cuts = SQL(" ").join(
        SQL("LEFT JOIN %s %s USING (group_id)", tables.name(name), SQL.identifier(name))
        for name in (f"cut_{item['number']}" for item in frozen.dimensions)
    )
    return SQL(
        """
        INSERT INTO crm_grading_result_dimension (result_id, dimension_id, code, score, grade_id, coverage)
        SELECT result.id, axis.dimension_id, axis.code, axis.score, %(grade)s, axis.coverage
          FROM result
          JOIN %(total)s total USING (partner_id)
          JOIN %(pattern)s pattern ON pattern.mask = total.mask
          %(cuts)s
         CROSS JOIN LATERAL (VALUES %(axes)s) AS axis (dimension_id, code, score, grade, coverage)
        """,
        grade=frozen.grade_id_sql(SQL("axis.grade")),
        total=tables.piece("total", after, last),
        pattern=tables.name("pattern"),
        cuts=cuts,
        axes=axes,
    )


def delete_results(env, run_ids, size):
    """Delete up to `size` results of runs with their dimensions; return how many there were."""
    batch = SQL("SELECT id FROM crm_grading_result WHERE run_id = ANY(%s) LIMIT %s", list(run_ids), size)
    env.cr.execute(
        SQL(
            """
            WITH batch AS (%s), dimensions AS (
                DELETE FROM crm_grading_result_dimension WHERE result_id IN (SELECT id FROM batch)
            )
            DELETE FROM crm_grading_result WHERE id IN (SELECT id FROM batch)
            """,
            batch,
        )
    )
    return env.cr.rowcount
