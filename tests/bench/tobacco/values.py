"""In Odoo: a quarter's run of Tobacco 4V over the customers of the generated trade, in turns with bare SQL."""

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..generator.world import find_main
from ..grading.process import as_manager, undone
from ..grading.scheme import compute, make_run, parameters
from ..timing import interleaved
from . import LARGE, values_sql

BOUND = 1.5
# Values per carton that are equal up to the sixteenth digit may be told apart by one side only: a place among 50,000.
DIFFERENT = """
SELECT COUNT(*), COUNT(*) FILTER (WHERE (ours.status, ours.reason, ours.size, ours.final_grade_id)
                                        IS DISTINCT FROM (bare.status, bare.reason, bare.size, bare.final_grade_id)
                                     OR ABS(ours.total - bare.total) > 0.001 OR (ours.total IS NULL) <> (bare.total IS NULL))
  FROM (SELECT * FROM crm_grading_result WHERE run_id = %s) AS ours
  FULL JOIN (SELECT * FROM crm_grading_result WHERE run_id = %s) AS bare USING (partner_id)
"""


def run(env, rounds=3):
    """:return: list of Figure"""
    env, company = as_manager(env, find_main(env))
    scheme = _prepare(env, company)
    with undone(env):
        customers, wrong = _differences(env, scheme)

    def ours():
        with undone(env):
            compute(make_run(scheme))

    def bare():
        with undone(env):
            values_sql.run(env.cr, parameters(make_run(scheme)))

    found = interleaved(env, rounds, ours=ours, bare=bare)
    title = f"run of Tobacco 4V over {customers} retailers"
    times = seconds(found["ours"].seconds), seconds(found["bare"].seconds)
    ratio = found["ours"].ratio(found["bare"])
    return [
        Figure(title, *times, ratio, BOUND if customers >= LARGE else None, f"bare SQL; {found['ours'].queries} queries"),
        Figure(f"{title}: totals and grades that differ from the bare SQL", str(wrong), value=wrong, bound=0),
    ]


def _differences(env, scheme):
    """:return: numbers of retailers, and of those with another total or grade"""
    ours, bare = make_run(scheme), make_run(scheme)
    compute(ours)
    values_sql.run(env.cr, parameters(bare))
    env.cr.execute(DIFFERENT, (ours.id, bare.id))
    return env.cr.fetchone()


def _prepare(env, company):
    """Make every customer of the trade a licensed retailer, and its goods cigarettes.

    :return: the scheme
    """
    schemes = env["crm.grading.scheme"]
    domain = [("company_id", "=", company.id), ("code", "=", "T4V")]
    if scheme := schemes.with_context(active_test=False).search(domain):
        return scheme
    schemes._add_tobacco_schemes(company)
    scheme = schemes.with_context(active_test=False).search(domain)
    classes = dict(enumerate("12345"))
    for place, category in enumerate(env["product.category"].search([("name", "=like", "Bench category %")], order="id")):
        category.tobacco_class = classes.get(place % 6, False)
    env.flush_all()
    shop = env.ref("crm_industry.store_format_2008_z").id
    market = SQL("CASE WHEN id %% 3 = 0 THEN 'rural' ELSE 'town' END")
    chosen = SQL("ref LIKE 'T%%' AND commercial_partner_id = id")
    env.cr.execute(SQL("UPDATE res_partner SET tobacco_market = %s, tobacco_format_id = %s WHERE %s", market, shop, chosen))
    env.cr.execute(
        SQL(
            "INSERT INTO crm_tobacco_retailer"
            " (company_id, partner_id, active, market, store_format_id, licence_state, create_date)"
            " SELECT %s, id, TRUE, tobacco_market, %s, 'valid', now() FROM res_partner WHERE %s AND active",
            company.id,
            shop,
            chosen,
        )
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    return scheme
