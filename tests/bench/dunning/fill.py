"""In Odoo: overdue customers, their dunning plan, and a collector, for runs in this process or on a server."""

from odoo.fields import Command
from odoo.tests.common import new_test_user

from tests.bench.generator import load_overdue

from . import COLLECTOR

LEVELS = ((5, "Reminder", "letter"), (30, "Second reminder", "both"), (60, "Last reminder", "both"))


def run(env, size, seed=1, runs=1, checked=False):
    """Fill the database.

    :param size: number of overdue customers
    :param runs: how many runs to create
    :return: {"company": id, "runs": ids}
    """
    company = load_overdue(env, size, seed, checked)
    company.credit_dunning_plan_id = env["crm.credit.dunning.plan"].create(
        {
            "name": "Bench plan",
            "company_id": company.id,
            "step_rule": "days",
            "level_ids": [
                Command.create({"days_overdue": days, "name": name, "kind": kind, "stop_supply": days == LEVELS[-1][0]})
                for days, name, kind in LEVELS
            ],
        }
    )
    company.credit_dunning_auto = "off"
    groups = "base.group_user,crm_credit.group_credit_officer,account.group_account_invoice"
    values = {"company_id": company.id, "company_ids": [Command.set(company.ids)], "email": "collector@example.com"}
    new_test_user(env, COLLECTOR, groups, password=f"{COLLECTOR}-pw", lang="en_US", **values)
    env.ref("mail.ir_cron_mail_scheduler_action").active = False  # the mails are counted, nobody sends them
    made = env["crm.credit.dunning.run"].create([{"company_id": company.id}] * runs)
    return {"company": company.id, "runs": made.ids}
