"""In Odoo: retailers with a published supply band, and a scarce product."""

from odoo.tools import SQL

from . import CODE

REGIONS = 40
SHOPS = """
INSERT INTO res_partner
SELECT (jsonb_populate_record(shop, jsonb_build_object(
           'id', fresh.id, 'commercial_partner_id', fresh.id, 'ref', 'TB' || fresh.n, 'name', 'Shop ' || fresh.n,
           'complete_name', 'Shop ' || fresh.n,
           'channel_region_id', (%(regions)s::int[])[1 + fresh.n %% %(many)s]))).*
  FROM res_partner shop,
       (SELECT nextval('res_partner_id_seq') AS id, n FROM generate_series(1, %(count)s) n) fresh
 WHERE shop.id = %(shop)s
"""
FILES = """
INSERT INTO crm_tobacco_retailer (company_id, partner_id, active, market, scale, store_format_id, create_date)
SELECT %(company)s, id, TRUE, CASE WHEN id %% 3 = 0 THEN 'rural' ELSE 'town' END, '2', %(format)s, now()
  FROM res_partner WHERE ref LIKE 'TB%%'
"""
STANDINGS = """
INSERT INTO crm_grading_standing (partner_id, company_id, scheme_id, grade_id, source, date)
SELECT partner_id, %(company)s, %(scheme)s, (%(grades)s::int[])[1 + id %% 30], 'run', now()::date
  FROM crm_tobacco_retailer WHERE company_id = %(company)s
"""


def run(env, retailers):
    """Make retailers with bands 1 to 30, evenly, of both markets, in the main company.

    :return: number of retailers
    """
    company = env.ref("base.main_company")
    prepare_company(company)
    scheme = band_scheme(company)
    regions = env["crm.region"].create([{"name": f"Bench {n}"} for n in range(REGIONS)])
    grades = {grade.code: grade.id for grade in scheme.grade_ids}
    values = {
        "company": company.id,
        "scheme": scheme.id,
        "count": retailers,
        "regions": regions.ids,
        "many": REGIONS,
        "shop": env["res.partner"].create({"name": "Shop", "is_company": True}).id,
        "grades": [grades[str(band)] for band in range(1, 31)],
        "format": env.ref("crm_industry.store_format_2008_z").id,
    }
    env.flush_all()
    for statement in (SHOPS, FILES, STANDINGS):
        env.cr.execute(SQL(statement, **values))
    scarce_product(env)
    env.cr.execute("ANALYZE")
    return retailers


def prepare_company(company):
    """Nothing but the quotas stands against orders."""
    company.write(
        {
            "tobacco_licence_check": "off",
            "tobacco_cycle_check": "off",
            "tobacco_quota_check": "refuse",
            "credit_check_confirm": "off",
            "credit_check_change": "off",
        }
    )
    group = company.env.ref("crm_industry.group_tobacco_manager")
    company.env.ref("base.user_admin").group_ids |= group


def band_scheme(company):
    """:return: the scheme of the supply bands"""
    schemes = company.env["crm.grading.scheme"]
    schemes._add_tobacco_schemes(company)
    domain = [("company_id", "=", company.id), ("code", "=", "BANDS")]
    return schemes.with_context(active_test=False).search(domain, limit=1)


def scarce_product(env):
    """:return: the product that is shared out; made once"""
    product = env["product.product"].search([("default_code", "=", CODE)])
    if product:
        return product
    category = env["product.category"].create({"name": "Bench leaf", "tobacco_class": "1"})
    values = {"name": "Bench leaf", "default_code": CODE, "type": "consu", "categ_id": category.id, "taxes_id": False}
    return product.create(values | {"list_price": 100})
