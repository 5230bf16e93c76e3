"""In Odoo: a large workbook of channel reports is imported, and once more."""

from odoo.tools import SQL

from ..figures import Figure, seconds
from ..generator.world import find_main
from ..grading.process import Cost
from . import EVERY, SOURCE

MEMORY = 100  # MB that the Odoo process may grow by
DIGEST = """
SELECT MD5(STRING_AGG(line::text, '/' ORDER BY line.id)), COUNT(*), COUNT(DISTINCT report_id) FROM crm_channel_report_line line
 WHERE company_id = %s
"""


def run(env):
    """Import the file that is there twice.

    :return: list of Figure
    """
    company = find_main(env)
    first, second = env["crm.channel.import"].search([("source", "=", SOURCE), ("company_id", "=", company.id)], order="id")
    with Cost() as cost:
        _import(first)
    once = _digest(env, company)
    _import(second)
    rows, bad = first.rows_total, first.rows_total // EVERY
    title = f"import of {rows} rows of channel reports"
    wrong = abs(first.rows_bad - bad) + abs(len(first.error_ids) - bad) + abs(first.rows_new - rows + bad)
    again = second.rows_new + second.rows_changed + (_digest(env, company) != once)
    stored = f"{once[1]} lines in {once[2]} reports"
    return [
        Figure(f"{title}: time", seconds(cost.seconds), stored),
        Figure(f"{title}: growth of the process in MB", f"{cost.megabytes:.0f}", "", cost.megabytes, MEMORY),
        Figure(f"{title}: counted wrong", f"{first.rows_bad} bad", f"{bad} bad", wrong, 0),
        Figure(f"{title}: changed by the same file again", str(again), "", again, 0),
    ]


def _import(batch):
    batch.with_user(batch.create_uid)._job_run_now()
    batch.env.flush_all()


def _digest(env, company):
    [row] = env.execute_query(SQL(DIGEST, company.id))
    return row
