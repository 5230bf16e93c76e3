"""In Odoo: compare the product's exposure of the sample's customers with the independent calculation."""

from . import expected, sample, shop

FIGURES = ("receivable", "open_orders", "total")


def run(env, wheel, customers=None):
    """Load the sample (or its first customers) and compare every figure of every customer.

    :return: {"customers", "purchases", "differences": first few readable differences, "total": cents}
    """
    plan = expected.with_plan(sample.first_customers(sample.read(wheel), customers))
    company, ids = shop.load(env, plan)
    wanted = expected.exposure(plan)
    partners = env["res.partner"].browse(ids.values())
    found = env["crm.credit.exposure"]._exposure(partners, company)
    differences = [
        f"customer {customer}: {figure} is {found[ids[customer]][figure]}, not {row[figure] / 100}"
        for customer, row in wanted.iterrows()
        for figure in FIGURES
        if round(found[ids[customer]][figure] * 100) != row[figure]
    ]
    differences += _late(plan, found, ids)
    return {
        "customers": len(ids),
        "purchases": len(plan),
        "total": int(wanted["total"].sum()),
        "differences": differences[:10],
    }


def _late(plan, found, ids):
    """Everything owed is from the last century, hence more than 180 days late."""
    owed = expected.exposure(plan)["receivable"]
    return [
        f"customer {customer}: {found[ids[customer]]['age_over_180']} over 180 days late, not {cents / 100}"
        for customer, cents in owed.items()
        if round(float(found[ids[customer]]["age_over_180"]) * 100) != cents
    ]
