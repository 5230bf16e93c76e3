"""Credit limits: crm_credit's accounts and core's mirror column on the partner."""

from .company_tables import money
from .copy_table import CopyTable, IdRange

MODES = {"limited": 60, "unlimited": 10, "prepay": 5, None: 25}  # percent; None: company default
STATUSES = {"normal": 90, "watch": 5, "hold": 4, "blocked": 1}
CENT = 0.01  # core reads a limit of zero as "no limit"


def draw_limits(rng, count, companies):
    """:return: for each customer (list of account values, what core's credit_limit holds or None)"""
    drawn = []
    for _index in range(count):
        accounts = []
        for company in companies.filtered(lambda rec: not rec.parent_id):
            mode = rng.choices(list(MODES), MODES.values())[0]
            if mode:
                cents = int(rng.lognormvariate(13.2, 1)) * 100 if mode == "limited" else 0
                status = rng.choices(list(STATUSES), STATUSES.values())[0]
                accounts.append((company.id, mode, cents, status))
        drawn.append((accounts, _mirror(accounts)))
    return drawn


def _mirror(accounts):
    limits = {
        str(company): {"limited": cents / 100, "prepay": CENT, "unlimited": 0.0}[mode]
        for company, mode, cents, _status in accounts
    }
    return limits or None


def write_accounts(env, customers, accounts):
    """Write the accounts of the customers; nothing without crm_credit."""
    if "crm.credit.account" not in env:
        return
    ids = IdRange(env.cr, "crm_credit_account")
    table = CopyTable(env.cr, "crm_credit_account", _prototype(env), ids)
    for customer, values in zip(customers, accounts, strict=True):
        for company, mode, cents, status in values:
            table.add(
                partner_id=customer.partner,
                company_id=company,
                limit_mode=mode,
                limit_amount=money(cents),
                status=status,
            )
    table.flush()
    ids.close()


def _prototype(env):
    env.cr.execute("SELECT now() AT TIME ZONE 'UTC'")
    (now,) = env.cr.fetchone()
    return {"create_uid": env.uid, "write_uid": env.uid, "create_date": now, "write_date": now}
