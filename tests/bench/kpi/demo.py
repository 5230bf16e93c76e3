"""In Odoo: a small demo company, and all months of its credit figures against pandas."""

from tests.bench.grading.process import as_manager

from .months import as_figures, compare

CUSTOMERS, ORDERS = 30, 70


def run(env, load=True):
    """Load the demo company, unless it is there already, and compare the months as its loading left them.

    :return: list of Figure
    """
    if load:
        env["crm.demo.company"]._load(customers=CUSTOMERS, orders=ORDERS)
    env, company = as_manager(env, env.ref("base.main_company"))
    branches = env["res.company"].search([("id", "child_of", company.id)]).ids
    months = env["crm.credit.month"].search([("company_id", "=", company.id), ("figures_on", "!=", False)], order="month")
    env.flush_all()
    return [
        figure
        for month in months
        for figure in as_figures(f"demo figures of {month.month:%Y-%m}", compare(env, month, branches))
    ]
