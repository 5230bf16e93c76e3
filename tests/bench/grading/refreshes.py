"""In Odoo: what a refresh of all customer metrics costs beside the bare SQL that writes the same rows."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tools import SQL

from tests.bench.figures import Figure, seconds
from tests.bench.generator.world import find_main
from tests.bench.timing import interleaved
from tests.bench.trade.load import END

from . import metrics_sql
from .process import as_manager, undone

BOUND = 1.5
LARGE = 100_000  # customers from which on the bound holds; with few, planning outweighs all
NOT_COMPARED = ("id", "create_uid", "create_date", "write_uid", "write_date", "refreshed_on")
FIGURES = {
    "crm_customer_metrics": ("partner_id",),
    "crm_customer_consumption": ("partner_id", "product_id"),
}


def run(env, rounds=3):
    """Measure the refresh as of the last day of the generated trade, nothing refreshed before.

    :return: list of Figure
    """
    env, company = as_manager(env, find_main(env))
    customers, wrong = _differences(env, company)
    figure = Figure(
        f"metrics of {customers} customers that differ from the bare SQL",
        ours=str(sum(wrong.values())),
        value=sum(wrong.values()),
        bound=0,
        note=", ".join(f"{what}: {count}" for what, count in wrong.items() if count),
    )
    return [figure, _cost(env, company, customers, rounds)]


def _refresh(env, company):
    with freeze_time(f"{END} 12:00:00"):
        env["crm.customer.metrics"]._refresh(company=company)


def _bare(env, company):
    metrics_sql.run(env.cr, _parameters(env, company))


def _parameters(env, company):
    return {
        "company": company.id,
        "currency": company.currency_id.id,
        "user": env.uid,
        "companies": env["res.company"].search([("id", "child_of", company.id)]).ids,
        "today": END,
        "year": END - relativedelta(months=12, days=-1),
        "prior": END - relativedelta(months=24, days=-1),
    }


def _differences(env, company):
    """:return: (number of customers, {column: number of rows that differ})"""
    wrong = {}
    with undone(env):
        _refresh(env, company)
        for table in FIGURES:
            names = {"ours": SQL.identifier(f"ours_{table}"), "table": SQL.identifier(table)}
            env.cr.execute(SQL("CREATE TEMP TABLE %(ours)s AS SELECT * FROM %(table)s", **names))
            env.cr.execute(SQL("DELETE FROM %(table)s", **names))
        _bare(env, company)
        env.cr.execute("SELECT COUNT(*) FROM ours_crm_customer_metrics")
        customers = env.cr.fetchone()[0]
        for table, keys in FIGURES.items():
            wrong |= _compare(env, table, keys)
    return customers, wrong


def _compare(env, table, keys):
    env.cr.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [table])
    columns = [name for (name,) in env.cr.fetchall() if name not in (*NOT_COMPARED, *keys) and not name.startswith("clv_")]
    counts = [
        SQL("COUNT(*) FILTER (WHERE %s IS DISTINCT FROM %s) AS %s", *(SQL.identifier(*path) for path in paths))
        for name in columns
        for paths in [(("ours", name), ("bare", name), (name,))]
    ]
    statement = SQL(
        """SELECT %s, COUNT(*) FILTER (WHERE ours.id IS NULL OR bare.id IS NULL) AS rows
             FROM %s ours FULL JOIN %s bare USING (%s)""",
        SQL(", ").join(counts),
        SQL.identifier(f"ours_{table}"),
        SQL.identifier(table),
        SQL(", ").join(map(SQL.identifier, keys)),
    )
    env.cr.execute(statement)
    return {f"{table}.{name}": count for name, count in env.cr.dictfetchone().items()}


def _cost(env, company, customers, rounds):
    def ours():
        with undone(env):
            _refresh(env, company)

    def bare():
        with undone(env):
            _bare(env, company)

    found = interleaved(env, rounds, ours=ours, bare=bare)
    return Figure(
        f"refresh of the metrics of {customers} customers",
        seconds(found["ours"].seconds),
        seconds(found["bare"].seconds),
        found["ours"].ratio(found["bare"]),
        BOUND if customers >= LARGE else None,
        "bare SQL",
    )
