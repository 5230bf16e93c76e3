"""In Odoo: large files of usage and bills are imported, in turns with bare SQL, and once more."""

from statistics import median

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..grading.process import Cost
from . import EVERY, SOURCE, bare

MEMORY = 100  # MB that the Odoo process may grow by
TIMES = 2  # the time of the bare statements
TABLES = {"usage": "crm_telecom_usage", "bill": "crm_telecom_bill"}
DIGEST = """
SELECT count(*), md5(string_agg(external_id || payload_hash || revision || state, '/' ORDER BY external_id))
  FROM %s WHERE company_id = %s AND source = %s
"""


def run(env):
    """Import the files that are there, and load them by bare SQL.

    :return: list of Figure
    """
    company = env.ref("base.main_company")
    return _measure(env, company, "usage") + _measure(env, company, "bill")


def _measure(env, company, kind):
    domain = [("source", "like", SOURCE), ("company_id", "=", company.id), ("kind", "=", kind)]
    *batches, repeated = env["crm.telecom.import.batch"].search(domain, order="id")
    costs = [(_cost_of_bare(env, company, batch), _cost_of_import(batch)) for batch in batches]
    first = batches[0]
    once = _digest(env, company, kind)
    again = _cost_of_import(repeated)
    rows, bad = first.rows_total, first.rows_total // EVERY
    title = f"import of {rows} rows of {kind}"
    wrong = abs(first.rows_bad - bad) + abs(len(first.error_ids) - bad) + abs(first.rows_new - rows + bad)
    changed = repeated.rows_new + repeated.rows_changed + (_digest(env, company, kind) != once)
    ratio = median(ours.seconds / bare.seconds for bare, ours in costs)
    times = (seconds(median(cost.seconds for cost in column)) for column in reversed(list(zip(*costs, strict=True))))
    memory = max(ours.megabytes for _bare, ours in costs)
    return [
        Figure(f"{title}: time", *times, ratio, TIMES, "times COPY, hash, look-up, upsert"),
        Figure(f"{title}: growth of the process in MB", f"{memory:.0f}", "", memory, MEMORY),
        Figure(f"{title}: counted wrong", f"{first.rows_bad} bad", f"{bad} bad", wrong, 0),
        Figure(f"{title}: changed by the same file again", str(changed), "", changed, 0, seconds(again.seconds)),
    ]


def _cost_of_bare(env, company, batch):
    with Cost() as cost, batch._import_stream() as stream:
        bare.load(env, company, batch.kind, f"bare {batch.source}", stream)
    return cost


def _cost_of_import(batch):
    with Cost() as cost:
        batch.with_user(batch.create_uid)._job_run_now()
        batch.env.flush_all()
    return cost


def _digest(env, company, kind):
    [row] = env.execute_query(SQL(DIGEST, SQL.identifier(TABLES[kind]), company.id, f"{SOURCE} 0"))
    return row
