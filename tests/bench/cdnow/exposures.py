"""In Odoo: the product's exposure of the sample's customers against the independent calculation."""

from . import expected

FIGURES = ("receivable", "open_orders", "total")


def differences(env, plan, company, ids):
    """Compare every figure of every customer.

    :return: readable differences
    """
    wanted = expected.exposure(plan)
    partners = env["res.partner"].browse(ids.values())
    found = env["crm.credit.exposure"]._exposure(partners, company)
    wrong = [
        f"customer {customer}: {figure} is {found[ids[customer]][figure]}, not {row[figure] / 100}"
        for customer, row in wanted.iterrows()
        for figure in FIGURES
        if round(found[ids[customer]][figure] * 100) != row[figure]
    ]
    return wrong + _late(wanted, found, ids)


def _late(wanted, found, ids):
    """Everything owed is from the last century, hence more than 180 days late."""
    return [
        f"customer {customer}: {found[ids[customer]]['age_over_180']} over 180 days late, not {cents / 100}"
        for customer, cents in wanted["receivable"].items()
        if round(float(found[ids[customer]]["age_over_180"]) * 100) != cents
    ]
