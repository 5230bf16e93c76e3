"""In Odoo: what was sold against many targets, beside sums in plain Python, and the queries that it takes."""

import random
from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from ..figures import Figure, seconds
from ..generator.copy_table import CopyTable, IdRange
from ..generator.world import find_main
from ..grading.process import undone
from ..timing import interleaved

FEW = 10  # targets
SALES = 100  # for each target
LARGE = 1_000  # targets from which on the bound holds
TIMES = 5  # times the time of one target that reads the same sales


def run(env, targets, seed=1):
    """Plan for dealers by category, and for regions.

    :return: list of Figure
    """
    company = find_main(env)
    env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids, "tracking_disable": True})
    with undone(env):
        goals = _targets(env, company, targets)
        sums = _sales(env, company, targets * SALES, random.Random(seed))
        env.cr.execute("ANALYZE crm_sales_history; ANALYZE crm_target")
        one = goals[-1]  # of a region: those of dealers read less
        found = interleaved(env, 1, few=goals[:FEW]._figures, one=one._figures, many=goals._figures)
        figures = goals._figures()
        wrong = sum(abs(figures[goal.id].actual - sums[_key(goal)]) > 0.005 for goal in goals)
        empty = sum(not figures[goal.id].actual for goal in goals)
    more, title = found["many"].queries - found["few"].queries, f"actuals of {targets} targets"
    return [
        Figure(f"{title}: that differ from plain Python", str(wrong), f"{empty} without sales", wrong, 0),
        Figure(f"{title}: queries more than of {FEW}", str(more), str(found["few"].queries), more, 0),
        Figure(
            f"{title}, {targets * SALES} sales: times the time of one",
            seconds(found["many"].seconds),
            seconds(found["one"].seconds),
            found["many"].ratio(found["one"]),
            TIMES if targets >= LARGE else None,
        ),
    ]


def _key(goal):
    return goal.dealer_id.id, goal.region_id.id, goal.categ_id.id


def _first_day(company):
    return company._business_today().replace(day=1) - relativedelta(months=11)


def _targets(env, company, count):
    """Each dealer with each category, then the regions."""
    dealers, categories = _dealers(env), _categories(env)
    wanted = [{"dealer_id": dealer.id, "categ_id": categ.id} for dealer in dealers for categ in categories]
    wanted += [{"region_id": region.id} for region in dealers.channel_region_id]
    common = {"amount": 1000, "company_id": company.id, "period": "year", "date_from": _first_day(company), "basis": "invoiced"}
    named = [common | values | {"name": f"Bench {number}"} for number, values in enumerate(wanted)]
    goals = env["crm.target"].create(named[-count:])
    env.flush_all()
    return goals


def _dealers(env):
    return env["res.partner"].search([("ref", "=like", "BD%")], order="id")


def _categories(env):
    return env["product.category"].search([("name", "=like", "Bench goods %")], order="id")


def _sales(env, company, count, chance):
    """Write sales of a year.

    :return: {(dealer, region, category): amount}, False for those that a target does not name
    """
    products, dealers = env["product.product"].search([("default_code", "=like", "BG%")], order="id"), _dealers(env)
    goods = [(product.id, product.categ_id.id) for product in products]
    buyers = [(dealer.id, dealer.channel_region_id.id) for dealer in dealers]
    first, days = _first_day(company), (company._business_today() - _first_day(company)).days
    same, ids = {"company_id": company.id, "source": "bench"}, IdRange(env.cr, "crm_sales_history")
    table = CopyTable(env.cr, "crm_sales_history", same, ids)
    cents = defaultdict(int)
    for number in range(count):
        (dealer, region), (product, categ) = chance.choice(buyers), chance.choice(goods)
        amount = chance.randint(-500, 99_999)
        for key in ((dealer, False, categ), (False, region, False)):
            cents[key] += amount
        table.add(
            partner_id=dealer,
            product_id=product,
            date=first + timedelta(days=chance.randint(0, days)),
            quantity=1,
            amount=amount / 100,
            external_id=f"bench-{number}",
        )
    table.flush()
    table.ids.close()
    return defaultdict(float, {key: amount / 100 for key, amount in cents.items()})
