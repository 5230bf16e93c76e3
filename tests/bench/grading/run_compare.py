"""In Odoo: a grading run against the bare SQL, customer by customer."""

from .run_sql import run as bare_run
from .scheme import CODES, compute, make_run, parameters

RESULTS = """
SELECT COUNT(*) AS customers,
       COUNT(*) FILTER (WHERE (ours.status, ours.reason) IS DISTINCT FROM (bare.status, bare.reason)) AS status,
       COUNT(*) FILTER (WHERE ABS(ours.total - bare.total) > 0.0001 OR (ours.total IS NULL) <> (bare.total IS NULL)) AS total,
       COUNT(*) FILTER (WHERE (ours.rank, ours.rank_high, ours.size)
                        IS DISTINCT FROM (bare.rank, bare.rank_high, bare.size)) AS rank,
       COUNT(*) FILTER (WHERE (ours.computed_grade_id, ours.final_grade_id)
                        IS DISTINCT FROM (bare.computed_grade_id, bare.final_grade_id)) AS grade,
       COUNT(*) FILTER (WHERE ABS(ours.coverage - bare.coverage) > 0.01) AS coverage
  FROM (SELECT * FROM crm_grading_result WHERE run_id = %(ours)s) AS ours
  FULL JOIN (SELECT * FROM crm_grading_result WHERE run_id = %(bare)s) AS bare USING (partner_id)
"""
RAW = """
SELECT COUNT(*)
  FROM crm_grading_result ours
  JOIN crm_grading_result bare ON bare.partner_id = ours.partner_id AND bare.run_id = %(bare)s
 WHERE ours.run_id = %(ours)s
   AND (ABS((ours.detail->%(code)s->>0)::numeric - (bare.detail->%(code)s->>0)::numeric) > %(tolerance)s
        OR (ours.detail->%(code)s->>0 IS NULL) <> (bare.detail->%(code)s->>0 IS NULL))
"""
SUMS = """
SELECT COUNT(*)
  FROM crm_grading_result result
 WHERE run_id = %(ours)s AND status = 'rated'
   AND ABS(total - (SELECT SUM((value->>3)::numeric) FROM jsonb_each(detail))) > 0.0001
"""
DIMENSIONS = """
SELECT COUNT(*)
  FROM (SELECT result.partner_id, part.* FROM crm_grading_result_dimension part
          JOIN crm_grading_result result ON result.id = part.result_id WHERE run_id = %(ours)s) AS ours
  FULL JOIN (SELECT result.partner_id, part.* FROM crm_grading_result_dimension part
               JOIN crm_grading_result result ON result.id = part.result_id WHERE run_id = %(bare)s) AS bare
       USING (partner_id, dimension_id)
 WHERE ABS(ours.score - bare.score) > 0.0001 OR ours.grade_id IS DISTINCT FROM bare.grade_id
    OR ABS(ours.coverage - bare.coverage) > 0.01 OR ours.id IS NULL OR bare.id IS NULL
"""
# Amounts may differ by how a rate is rounded, years by how long one is.
TOLERANCES = {"E1": "0.005", "E3": "0.01", "R5": "0.02"}


def differences(env, scheme):
    """Compute one run by the product and one by the bare SQL.

    :return: (number of customers, {what: number of customers for whom it differs})
    """
    ours, bare = make_run(scheme), make_run(scheme)
    compute(ours)
    bare_run(env.cr, parameters(bare))
    env.cr.execute("ANALYZE crm_grading_result; ANALYZE crm_grading_result_dimension")
    ids = {"ours": ours.id, "bare": bare.id}
    env.cr.execute(RESULTS, ids)
    counts = env.cr.dictfetchone()
    customers = counts.pop("customers")
    for code in CODES:
        counts[code] = _count(env, RAW, ids | {"code": code, "tolerance": TOLERANCES.get(code, "0.000001")})
    counts["contributions"] = _count(env, SUMS, ids)
    counts["dimensions"] = _count(env, DIMENSIONS, ids)
    return customers, counts


def _count(env, statement, arguments):
    env.cr.execute(statement, arguments)
    return env.cr.fetchone()[0]
