"""In Odoo: figures of some months, against pandas, and what they take."""

import time
from datetime import date

import pandas as pd

from tests.bench.figures import Figure, seconds
from tests.bench.generator.world import find_main
from tests.bench.grading.process import as_manager

from . import independent

MONTHS = (date(2025, 12, 1), date(2026, 5, 1), date(2026, 6, 1))
SUMS = (
    "sales", "credit_sales", "opening_receivable", "closing_receivable", "closing_current", "overdue", "unallocated",
    "paid_amount", "late_amount", "written_off", "limit_amount", "limit_used",
)  # fmt: skip
CENT = 0.005
DAY = 0.05  # of days, and of per cent


def run(env):
    """Compute each month by its job.

    :return: list of Figure
    """
    env, company = as_manager(env, find_main(env))
    branches = env["res.company"].search([("id", "child_of", company.id)]).ids
    return [figure for month in MONTHS for figure in _month(env, company, branches, month)]


def _month(env, company, branches, first):
    record = env["crm.credit.month"].create({"company_id": company.id, "month": first})
    env.flush_all()
    begun, before = time.perf_counter(), env.cr.sql_log_count
    record._job_run_now()
    env.flush_all()
    spent, queries = time.perf_counter() - begun, env.cr.sql_log_count - before
    begun = time.perf_counter()
    wrong = compare(env, record, branches, complete=first == MONTHS[-1])
    title, took = f"credit figures of {first:%Y-%m}", time.perf_counter() - begun
    return [
        *as_figures(title, wrong),
        Figure(f"{title}: time, provision included", seconds(spent), f"pandas {seconds(took)}"),
        Figure(f"{title}: queries", str(queries), value=queries, bound=60),
    ]


def compare(env, record, branches, complete=False):
    """What is stored of a month against what follows from the books.

    :param complete: whether each sum has to be there
    :return: lists of differences in words: sums, ratios, provisions
    """
    asked = (_reader(env), record.company_id.id, branches, record.month, record.figures_on)
    wanted = independent.figures(*asked)
    return {
        "sums": _wrong_sums(env, record, wanted, complete),
        "ratios": _wrong_ratios(env, record, wanted, record.figures_on.day),
        "provisions": _wrong_losses(env, record, independent.provision(*asked)),
    }


def as_figures(title, wrong):
    return [
        Figure(f"{title}: wrong {what}", str(len(found)), value=len(found), bound=0, note="; ".join(found[:2]))
        for what, found in wrong.items()
    ]


def _reader(env):
    def read(statement, values):
        env.cr.execute(statement, values)
        return pd.DataFrame(env.cr.fetchall(), columns=[column.name for column in env.cr.description])

    return read


def _wrong_losses(env, record, wanted):
    """By customer and bucket; rows of several sellers are rounded each."""
    rows = env["crm.credit.provision"]._read_group(
        [("month_id", "=", record.id)], ["partner_id", "days_from"], ["receivable:sum", "provision:sum", "__count"]
    )
    found = {(partner.id, days): (owed, lost, count) for partner, days, owed, lost, count in rows}
    wrong = [] if found else ["no provision at all"]
    for key in found.keys() | set(wanted.index):
        owed, lost, count = found.get(key, (0.0, 0.0, 1))
        theirs = wanted.loc[key] if key in wanted.index else {"receivable": 0.0, "provision": 0.0}
        if max(abs(owed - theirs["receivable"]), abs(lost - theirs["provision"])) > CENT * (count + 1):
            wrong.append(f"{key}: {owed} and {lost}, not {theirs['receivable']} and {theirs['provision']}")
    return wrong


def _wrong_sums(env, record, wanted, complete):
    """Of each team, salesperson and class, and in one month that no sum is zero all over."""
    groups = env["crm.credit.kpi"]._read_group(
        [("month_id", "=", record.id)], ["team_id", "user_id", "class_id"], [f"{name}:sum" for name in SUMS]
    )
    found = {
        (team.id or 0, user.id or 0, risk.id or 0): dict(zip(SUMS, values, strict=True)) for team, user, risk, *values in groups
    }
    wrong = [f"no {name} at all" for name in SUMS if complete and abs(wanted[name]).sum() < CENT]
    for key in found.keys() | set(wanted.index):
        for name in SUMS:
            ours = found[key][name] if key in found else 0.0
            theirs = wanted[name].get(key, 0.0)
            if abs(ours - theirs) > CENT:
                wrong.append(f"{key} {name}: {ours:.2f}, not {theirs:.2f}")
    return wrong


def _wrong_ratios(env, record, wanted, days):
    """Ratios of the company and of each team, as the pivot view asks for them."""
    model, domain, wrong = env["crm.credit.kpi"], [("month_id", "=", record.id)], []
    names = list(independent.ratios(wanted.sum(), days))
    asked = [f"{name}:avg" for name in names]
    groups = [("all", wanted.sum(), model._read_group(domain, [], asked)[0])]
    teams = wanted.groupby("team").sum()
    for team, *values in model._read_group(domain, ["team_id"], asked):
        groups.append((team.name, teams.loc[team.id or 0], values))
    for who, sums, values in groups:
        for (name, theirs), ours in zip(independent.ratios(sums, days).items(), values, strict=True):
            if (ours is None or theirs is None) and (ours or 0.0) != (theirs or 0.0) or abs((ours or 0) - (theirs or 0)) > DAY:
                wrong.append(f"{who} {name}: {ours}, not {theirs}")
    return wrong
