"""In Odoo: the supply plan of a week, from the draft to its publication, in turns with bare SQL."""

from datetime import date

from ..figures import Figure, seconds
from ..grading.process import undone
from ..timing import interleaved
from . import LARGE, bare
from .fill import band_scheme, scarce_product

BOUND = 1.5
ROUNDS = 5
WEEK = date(2100, 1, 4)
EACH = 8  # units for each retailer on the average


def run(env):
    """:return: list of Figure"""
    company = env.ref("base.main_company")
    product = scarce_product(env)
    retailers = env["crm.tobacco.retailer"].search_count([("company_id", "=", company.id)])
    values = {"company_id": company.id, "week": WEEK, "method": "band_market", "product_id": product.id}
    values["total"] = EACH * retailers
    parameters = {"company": company.id, "scheme": band_scheme(company).id, "product": product.id}
    parameters |= {"week": WEEK, "total": values["total"]}

    def ours():
        with undone(env):
            _publish(env, values)

    def bare_sql():
        with undone(env):
            bare.run(env.cr, parameters)

    found = interleaved(env, ROUNDS, ours=ours, bare=bare_sql)
    return [_cost(retailers, found), *_check(env, values, retailers)]


def _publish(env, values):
    plan = env["crm.supply.plan"].with_user(env.ref("base.user_admin")).create(values)
    plan.action_generate()
    plan.action_submit()
    plan.with_user(env.ref("base.user_root")).action_approve()
    plan.action_publish()
    env.flush_all()
    return plan


def _cost(retailers, found):
    return Figure(
        f"supply plan of {retailers} retailers, shared out and published",
        seconds(found["ours"].seconds),
        seconds(found["bare"].seconds),
        found["ours"].ratio(found["bare"]),
        BOUND if retailers >= LARGE else None,
        f"bare SQL; {found['ours'].queries} queries",
    )


def _check(env, values, retailers):
    """Whoever has a band has a quota, they add up to no more than the total, and none has more than a stronger band."""
    with undone(env):
        plan = _publish(env, values)
        everybody = env["crm.tobacco.retailer"].search([("company_id", "=", values["company_id"])]).partner_id
        quotas = plan.sudo()._quotas(everybody)
        excess = max(0, sum(quotas.values()) - values["total"])
        unused = values["total"] - sum(quotas.values())
        cells = plan.quota_ids.grouped("market").values()
        rising = sum(
            weaker.quantity > stronger.quantity
            for market in cells
            for stronger, weaker in zip(market.sorted("band")[1:], market.sorted("band"), strict=False)
        )
    return [
        Figure("supply plan: retailers without a quota", str(retailers - len(quotas)), value=retailers - len(quotas), bound=0),
        Figure("supply plan: units beyond the total", str(excess), value=excess, bound=0, note=f"{unused} left"),
        Figure("supply plan: weaker bands with more", str(rising), value=rising, bound=0),
    ]
