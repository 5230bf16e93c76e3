"""In Odoo: load the sample and compare what the product says about its customers with independent calculations."""

from . import expected, exposures, grading, sample, shop, standing

CHECKS = {"exposure": exposures, "metrics": standing, "grades": grading}


def run(env, wheel, customers=None):
    """Load the sample (or its first customers) and compare every figure of every customer.

    :return: {"customers", "purchases", "total": what they owe in cents, "wrong": {check: (number of differences, the
        first few in words)}}
    """
    plan = expected.with_plan(sample.first_customers(sample.read(wheel), customers))
    company, ids = shop.load(env, plan)
    wrong = {}
    for name, check in CHECKS.items():
        found = check.differences(env, plan, company, ids)
        wrong[name] = (len(found), found[:5])
    return {
        "customers": len(ids),
        "purchases": len(plan),
        "total": int(expected.exposure(plan)["total"].sum()),
        "wrong": wrong,
    }
