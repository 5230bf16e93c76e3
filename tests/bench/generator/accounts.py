"""Credit limits: crm_credit's accounts and core's mirror column on the partner."""

from dataclasses import dataclass

from .company_tables import money
from .copy_table import CopyTable, IdRange

MODES = {"limited": 60, "unlimited": 10, "prepay": 5, "default": 25}  # percent
STATUSES = {"normal": 90, "watch": 5, "hold": 4, "blocked": 1}
CENT = 0.01  # core reads a limit of zero as "no limit"


@dataclass
class Account:
    """:param head: account of the parent whose limit it shares; ``row``: its id once it is written"""

    company: int
    mode: str
    cents: int
    status: str
    head: "Account" = None
    risk_class: int = None
    policy: int = None
    row: int = None


def draw_limits(rng, count, companies):
    """:return: for each customer (list of Account, what core's credit_limit holds or None)"""
    drawn = []
    for _index in range(count):
        accounts = []
        for company in companies.filtered(lambda rec: not rec.parent_id):
            mode = rng.choices(list(MODES), MODES.values())[0]
            if mode != "default":
                cents = int(rng.lognormvariate(13.2, 1)) * 100 if mode == "limited" else 0
                status = rng.choices(list(STATUSES), STATUSES.values())[0]
                accounts.append(Account(company.id, mode, cents, status))
        drawn.append((accounts, _mirror(accounts)))
    return drawn


def _mirror(accounts):
    limits = {
        str(account.company): {"limited": account.cents / 100, "prepay": CENT, "unlimited": 0.0}[account.mode]
        for account in accounts
    }
    return limits or None


def write_accounts(env, customers, accounts):
    """Write the accounts of the customers, heads of groups before their members."""
    ids = IdRange(env.cr, "crm_credit_account")
    table = CopyTable(env.cr, "crm_credit_account", log_columns(env), ids)
    pairs = [(customer, account) for customer, own in zip(customers, accounts, strict=True) for account in own]
    for customer, account in sorted(pairs, key=lambda pair: pair[1].head is not None):
        account.row = table.add(
            partner_id=customer.partner,
            company_id=account.company,
            limit_mode=account.mode,
            limit_amount=money(account.cents),
            status=account.status,
            group_account_id=account.head and account.head.row,
            class_id=account.risk_class,
            policy_id=account.policy,
        )
    table.flush()
    ids.close()


def log_columns(env):
    """:return: values of the columns that say who wrote a row and when"""
    env.cr.execute("SELECT now() AT TIME ZONE 'UTC'")
    (now,) = env.cr.fetchone()
    return {"create_uid": env.uid, "write_uid": env.uid, "create_date": now, "write_date": now}
