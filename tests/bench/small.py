"""In Odoo: a small load with every check that the database has, twice the same."""

from collections import Counter

from . import compare
from .generator import load
from .generator.world import find_main
from .reading import FIELDS, SCREEN
from .timing import interleaved

FEW = 3  # rows
UNBALANCED = "SELECT count(*) FROM (SELECT FROM account_move_line GROUP BY move_id HAVING sum(balance) <> 0) move"
DIGEST = """
SELECT (SELECT array_agg(row(state, count, sum)::text ORDER BY state)
          FROM (SELECT state, count(*), sum(amount_total) FROM sale_order GROUP BY state) orders),
       (SELECT array_agg(row(state, move_type, count, sum)::text ORDER BY state, move_type)
          FROM (SELECT state, move_type, count(*), sum(amount_residual_signed)
                  FROM account_move GROUP BY state, move_type) moves)
"""


def run(env):
    """:return: what came of it: rows compared, wrong figures, unbalanced entries, queries"""
    load(env, "S")
    first = _one(env, DIGEST)
    env.cr.rollback()
    load(env, "S")
    rows, wrong, complaints = compare.differences(env, find_main(env))
    return {
        "same": _one(env, DIGEST) == first,
        "unbalanced": _one(env, UNBALANCED)[0],
        "rows": rows,
        "wrong": wrong,
        "complaints": complaints,
        "constant": _constant(env),
        "queries": _queries(env),
    }


def _constant(env):
    """:return: the figures that are the same in nearly all rows, so that comparing them says little"""
    rows = compare.bare_rows(env, find_main(env), everywhere=True)
    values = {name: Counter(row[name] for row in rows).most_common(1)[0][1] for name in rows[0]}
    return [name for name, most in values.items() if len(rows) - most < FEW]


def _one(env, statement):
    env.cr.execute(statement)
    return env.cr.fetchone()


def _queries(env):
    """:return: queries of reading one list page, and of the method for everybody"""
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
    customers = env["res.partner"].search([("name", "like", "Bench customer")], order="id")
    screen = customers[:SCREEN]
    found = interleaved(
        env,
        1,
        names=lambda: screen.read(["name"]),
        fields=lambda: screen.read(["name", *FIELDS]),
        method=lambda: env["crm.credit.exposure"]._exposure(customers, env.company),
    )
    return {name: runs.queries for name, runs in found.items()}
