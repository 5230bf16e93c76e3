"""The product's exposure against the bare SQL, figure by figure."""

from .exposure_sql import EXPOSURE, FAMILIES

AMOUNTS = ("total", "receivable", "unallocated", "draft_invoices", "open_orders", "prepaid", "bills")


def bare_rows(env, company, partners=None, everywhere=False):
    """Run the bare SQL.

    :param company: the root company; its date is used ``everywhere``, that is for all companies
    :param partners: ids of customers, all by default
    :return: rows as dicts
    """
    root = None if everywhere else company.id
    families = partners and _families(env, partners)
    asked = {"today": company._business_today(), "partners": families, "asked": partners, "root": root}
    env.cr.execute(EXPOSURE, asked)
    return env.cr.dictfetchall()


def _families(env, partners):
    env.cr.execute(FAMILIES, {"partners": partners})
    return env.cr.fetchone()[0]


def own_query(env, partners=None):
    """:return: the product's statement, with what has to be done before it done"""
    model = env["crm.credit.exposure"]
    model._flush_exposure()
    model._switch_jit_off()
    return model._exposure_query(partners)


def differences(env, company):
    """Compare all customers of all companies.

    :return: (number of rows compared, number of wrong figures, the first few in words)
    """
    wanted = {_key(row): row for row in bare_rows(env, company, everywhere=True)}
    found = {_key(row): row for row in env.execute_query_dict(own_query(env))}
    complaints = []
    for key in sorted(wanted.keys() | found.keys()):
        complaints += _compare(key, wanted.get(key), found.get(key))
    return len(wanted), len(complaints), complaints[:5]


def _key(row):
    return row["partner_id"], row["company_id"]


def _compare(key, wanted, found):
    """A customer whose documents cancel out may have a row of zeros on one side only."""
    if not wanted or not found:
        row = wanted or found
        return [f"only one side has {key}: {row}"] if row["account_id"] or any(row[name] for name in AMOUNTS) else []
    return [
        f"partner {key[0]}, company {key[1]}: {name} is {found[name]}, not {value}"
        for name, value in wanted.items()
        if found[name] != value
    ]
