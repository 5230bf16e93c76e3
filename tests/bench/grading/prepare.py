"""In Odoo: trade, its scheme, and users, for tests on a running server."""

from odoo.tests.common import new_test_user

from tests.bench import trade
from tests.bench.generator.world import find_main

from .process import as_manager
from .scheme import AT_ONCE, compute, make_run, make_scheme

USERS = {
    "publisher": "sales_team.group_sale_manager,crm_grading.group_grading_manager",
    "colleague": "sales_team.group_sale_manager,crm_grading.group_grading_manager",
    "assessor": "crm_grading.group_grading_assessor",
    "seller": "sales_team.group_sale_salesman",
}


def run(env, size, runs, computed=False):
    """Fill the database with trade; all runs are left to the worker.

    :param runs: how many runs of the last quarter to create
    :param computed: whether they are computed at once
    :return: {"company", "scheme": ids, "runs": list of ids}
    """
    trade.load(env, size)
    env, company = as_manager(env, find_main(env))
    scheme = make_scheme(company)
    company.grading_scheme_id = scheme
    for login, groups in USERS.items():
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        new_test_user(env, login=login, password=f"{login}-pw", groups=f"base.group_user,{groups}", lang="en_US", **values)
    env.ref("base.user_admin").company_id = company
    made = [make_run(scheme) for _number in range(runs)]
    for made_run in made if computed else ():
        compute(made_run)
    env["ir.config_parameter"].set_param(AT_ONCE, 0)
    return {"company": company.id, "scheme": scheme.id, "runs": [made_run.id for made_run in made]}
