"""In Odoo: accounts and subscriptions, and imports of large files of usage and bills."""

import base64
import io

from odoo.tools import SQL

from . import ROUNDS, SOURCE
from .rows import write_bills, write_usage

CUSTOMERS = 100


def run(env, usage, bills):
    """Make what the files are about, and imports of each file; the measuring process runs them. The last one repeats the first.

    :param usage: rows of the file of usage
    :param bills: rows of the file of bills
    """
    company = env.ref("base.main_company")
    manager = env.ref("base.user_admin")
    manager.group_ids |= env.ref("crm_industry.group_telecom_manager")
    _make_subscriptions(env, company, accounts=max(100, bills // 4))
    for kind, rows, write in (("usage", usage, write_usage), ("bill", bills, write_bills)):
        text = io.StringIO()
        write(text, rows, max(100, bills // 4))
        values = {"kind": kind, "file": base64.b64encode(text.getvalue().encode()), "filename": f"{kind}.csv"}
        sources = [f"{SOURCE} {turn % ROUNDS}" for turn in range(ROUNDS + 1)]
        env["crm.telecom.import.batch"].with_user(manager).create(
            [values | {"source": source, "company_id": company.id} for source in sources]
        )


def _make_subscriptions(env, company, accounts):
    """An account with a subscription each: A1, A2 … and S1, S2 …"""
    partners = env["res.partner"].create([{"name": f"Subscriber {n}", "is_company": True} for n in range(CUSTOMERS)])
    env.flush_all()
    values = {
        "accounts": accounts,
        "company": company.id,
        "currency": company.currency_id.id,
        "partners": partners.ids,
        "customers": CUSTOMERS,
    }
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_telecom_account (name, company_id, currency_id, partner_id, payer_id, payment_mode, bill_day, state)
            SELECT 'A' || n, %(company)s, %(currency)s, p, p, 'postpaid', 1, 'active'
              FROM (SELECT n, (%(partners)s::integer[])[1 + n %% %(customers)s] AS p FROM generate_series(1, %(accounts)s) n) each
            """,
            **values,
        )
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_telecom_subscription (name, account_id, company_id, partner_id, access_type, state)
            SELECT 'S' || substr(name, 2), id, company_id, partner_id, 'mobile', 'active' FROM crm_telecom_account
             WHERE company_id = %(company)s
            """,
            **values,
        )
    )
    env.cr.execute("ANALYZE crm_telecom_account, crm_telecom_subscription")
