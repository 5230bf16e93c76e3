"""The scheme that is measured, and its runs."""

from datetime import date

from odoo.fields import Command

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)  # the last quarter of the generated trade
CUSTOMERS = [("ref", "=like", "T%")]
AT_ONCE = "crm_grading.run_at_once"  # customers up to which a run is computed without a job
CODES = ("E1", "E3", "R2", "R5", "F3", "D1", "D2", "D3", "D5")


def make_scheme(company):
    """The generic 4V scheme without its questionnaires, for the customers of the trade, by industry; made once."""
    env = company.env
    scheme = env["crm.grading.scheme"].search([("company_id", "=", company.id), ("code", "=", "4V")])
    if scheme:
        return scheme
    scheme = scheme._add_four_values(company)
    scheme.indicator_ids.filtered(lambda indicator: indicator.code not in CODES).unlink()
    key = env.ref("base.field_res_partner__industry_id")
    scheme.write({"domain": str(CUSTOMERS), "peer_key_ids": [Command.create({"field_id": key.id})]})
    return scheme


def make_run(scheme):
    """Create a run of the quarter."""
    return scheme.env["crm.grading.run"].create({"scheme_id": scheme.id, "date_from": FIRST, "date_to": LAST})


def parameters(run):
    """:return: what the bare SQL wants to know of a run"""
    scheme = run.scheme_id
    dimensions = {dimension.code: dimension.id for dimension in scheme.dimension_ids}
    return {
        "run": run.id,
        "scheme": scheme.id,
        "company": scheme.company_id.id,
        "companies": run.env["res.company"].search([("id", "child_of", scheme.company_id.id)]).ids,
        "first": FIRST,
        "last": LAST,
        "last_first": FIRST.replace(year=FIRST.year - 1),
        "last_last": LAST.replace(year=LAST.year - 1),
        "dimensions": [dimensions[code] for code in "ERFD"],
        "grades": scheme.grade_ids.sorted("sequence").ids,
        "initial": scheme.initial_grade_id.id,
    }


def compute(run):
    """Compute a run by the product, whatever its size, in the present transaction."""
    run.env["ir.config_parameter"].set_param(AT_ONCE, 100_000_000)
    run.action_compute()
    run.env.flush_all()
