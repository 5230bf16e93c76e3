"""The records that generated documents hang from, made by the ORM: companies, taxes, products."""

from dataclasses import dataclass

from odoo.fields import Command

TAX_PERCENT = 15  # of the generic chart of accounts
USD_RATES = {"CNY": "0.1385", "EUR": "1.0825"}  # dollars for one unit, at all dates


@dataclass(frozen=True)
class World:
    """:param companies: main company, its branch, a second company (own currency, own books)"""

    companies: object
    products: object
    providers: object

    @property
    def main(self):
        return self.companies[0]


def build_world(env, name):
    """Create three companies with the generic chart of accounts, and two products.

    The companies have no country at first: Odoo would install that country's addons.
    """
    usd, cny, eur = (env.ref(f"base.{code}") for code in ("USD", "CNY", "EUR"))
    (usd | cny | eur).active = True
    main = _company(env, f"{name} main", cny)
    branch = env["res.company"].create({"name": f"{name} branch", "parent_id": main.id})
    second = _company(env, f"{name} second", eur)
    companies = main | branch | second
    (env.user | env.ref("base.user_admin")).company_ids |= companies
    for company in main | second:
        _dollar(env, company, usd)
    for company in companies:
        _warehouse(env, company)
    if "credit_default_mode" in second._fields:
        second.write({"credit_default_mode": "limited", "credit_default_limit": 20_000, "credit_skip_disputed": True})
    return World(companies, _products(env, main | second), _providers(env, main | second))


def find_main(env):
    """:return: the main company of generated data in this database"""
    return env["res.company"].search([("name", "=like", "Bench % main")], order="id desc", limit=1)


def _company(env, name, currency):
    company = env["res.company"].create({"name": name, "currency_id": currency.id})
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.write({"currency_id": currency.id, "account_use_credit_limit": True})
    return company


def _dollar(env, company, usd):
    rate = float(USD_RATES[company.currency_id.name])
    env["res.currency.rate"].create(
        {"currency_id": usd.id, "company_id": company.id, "name": "2015-01-01", "rate": rate}
    )
    env["product.pricelist"].create({"name": f"{company.name} USD", "currency_id": usd.id, "company_id": company.id})


def _warehouse(env, company):
    warehouses = env["stock.warehouse"]
    if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
        warehouses.create({"name": company.name, "code": f"B{company.id}", "company_id": company.id})


def _products(env, companies):
    taxes = companies.account_sale_tax_id
    return env["product.product"].create(
        [
            {
                "name": f"Bench {kind}",
                "type": kind,
                "invoice_policy": policy,
                "list_price": 100,
                "taxes_id": [Command.set(taxes.ids)],
            }
            for kind, policy in (("service", "order"), ("consu", "delivery"))
        ]
    )


def _providers(env, companies):
    return env["payment.provider"].create(
        [{"name": f"Bench {company.name}", "company_id": company.id} for company in companies]
    )
