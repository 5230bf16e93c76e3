"""Dealers with territories of their own, the goods they buy, and the people who decide."""

from dataclasses import dataclass
from datetime import timedelta

from odoo.fields import Command
from odoo.tests.common import new_test_user

CITIES_OF_A_PROVINCE = 10
PRODUCTS = 24
MANAGERS = ("bench_manager", "bench_second_manager")  # the password is the login with "-pw"
YEAR = timedelta(days=365)


@dataclass
class Market:
    """What there is: the company, its dealers (the dealer ``n`` has the city ``n``), cities, provinces and products."""

    company: object
    dealers: object
    cities: object
    provinces: object
    products: object


def make_market(env, dealers):
    """Create a company with dealers; each has an agreement for its city, every tenth is below another one.

    :return: Market
    """
    company = env["res.company"].create({"name": "Bench channel main"})
    (env.user | env.ref("base.user_admin")).company_ids |= company
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    company = company.with_env(env)
    warehouses = env["stock.warehouse"]
    if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
        warehouses.create({"name": company.name, "code": f"B{company.id}", "company_id": company.id})
    cities, provinces = _regions(env, dealers)
    categories = env["product.category"].create([{"name": f"Bench goods {number}"} for number in range(4)])
    brands = env["crm.brand"].create([{"name": f"Bench brand {number}"} for number in range(3)])
    market = Market(company, _dealers(env, cities), cities, provinces, _products(env, categories, brands))
    _places(market)
    _agreements(market, categories, brands)
    env.flush_all()
    return market


def _regions(env, dealers):
    country = env["crm.region"].create({"name": "Bench country"})
    count = -(-dealers // CITIES_OF_A_PROVINCE)
    provinces = env["crm.region"].create([{"name": f"Bench province {n}", "parent_id": country.id} for n in range(count)])
    cities = env["crm.region"].create(
        [
            {"name": f"Bench city {number}", "code": f"BC{number}", "parent_id": provinces[number % count].id}
            for number in range(dealers)
        ]
    )
    return cities, provinces


def _dealers(env, cities):
    kind = env.ref("crm_industry.customer_type_dealer")
    return env["res.partner"].create(
        [
            {
                "name": f"Bench dealer {number}",
                "ref": f"BD{number}",
                "is_company": True,
                "channel_type_id": kind.id,
                "channel_region_id": city.id,
            }
            for number, city in enumerate(cities)
        ]
    )


def _products(env, categories, brands):
    return env["product.product"].create(
        [
            {
                "name": f"Bench goods {number}",
                "default_code": f"BG{number}",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "categ_id": categories[number % len(categories)].id,
                "channel_brand_id": number % 5 < len(brands) and brands[number % 5].id,
            }
            for number in range(PRODUCTS)
        ]
    )


def _places(market):
    """The last tenth of the dealers is below the first tenth."""
    env, dealers = market.company.env, market.dealers
    below = len(dealers) // 10
    pairs = zip(dealers[len(dealers) - below :], dealers[:below], strict=True)
    since = market.company._business_today() - 3 * YEAR
    above = [(dealer, None) for dealer in dealers[: len(dealers) - below]]
    env["crm.dealer.position"].create(
        [
            {
                "partner_id": dealer.id,
                "parent_dealer_id": parent and parent.id,
                "tier_id": env.ref(f"crm_industry.dealer_tier_{2 if parent else 1}").id,
                "company_id": market.company.id,
                "date_from": since,
            }
            for dealer, parent in [*above, *pairs]
        ]
    )


def _agreements(market, categories, brands):
    """In force from two years ago until in a year; some for a part of the goods, some exclusively."""
    company, env = market.company, market.company.env
    first, second = managers(env, company)
    today = company._business_today()
    drafts = env["crm.dealer.agreement"].with_user(first).create(
        [
            {
                "dealer_id": dealer.id,
                "company_id": company.id,
                "date_from": today - 2 * YEAR,
                "date_to": today + YEAR,
                "line_ids": [Command.create(_line(number, city, categories, brands))],
            }
            for number, (dealer, city) in enumerate(zip(market.dealers, market.cities, strict=True))
        ]
    )
    drafts.action_submit()
    drafts.with_user(second).action_approve()
    drafts.with_user(first).action_activate()


def _line(number, city, categories, brands):
    return {
        "region_ids": city.ids,
        "categ_ids": categories[:3].ids if number % 12 == 0 else [],
        "brand_ids": brands[:2].ids if number % 28 == 0 else [],
        "exclusive": number % 2 == 0,
    }


def managers(env, company):
    """:return: two users who approve for each other"""
    groups = "sales_team.group_sale_salesman_all_leads,crm_industry.group_channel_manager,stock.group_stock_user"
    values = {"company_id": company.id, "company_ids": [Command.set(company.ids)], "lang": "en_US"}
    return [new_test_user(env, login, groups, password=f"{login}-pw", **values) for login in MANAGERS]


def managers_of(env):
    """:return: the users that `managers` has made"""
    return env["res.users"].search([("login", "in", MANAGERS)], order="id")
