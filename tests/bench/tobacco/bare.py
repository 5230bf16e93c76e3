"""What a supply plan has to cost at least: the bands frozen, the cells counted, shared out and written."""

FREEZE = """
INSERT INTO crm_supply_band (company_id, week, retailer_id, band, region_id, market, store_format_id)
SELECT %(company)s, %(week)s, retailer.id, grade.code::int, partner.channel_region_id, retailer.market, retailer.store_format_id
  FROM crm_tobacco_retailer retailer
  JOIN res_partner partner ON partner.id = retailer.partner_id
  JOIN crm_grading_standing standing ON standing.partner_id = retailer.partner_id AND standing.scheme_id = %(scheme)s
  JOIN crm_grading_grade grade ON grade.id = standing.grade_id
 WHERE retailer.company_id = %(company)s AND retailer.active
"""
PLAN = """
INSERT INTO crm_supply_plan (company_id, week, method, product_id, total, shape, state, approval_state, published_on)
VALUES (%(company)s, %(week)s, 'band_market', %(product)s, %(total)s, 'number', 'published', 'approved', now())
RETURNING id
"""
# The cells are counted twice: when they are shared out, and when the plan is published.
CELLS = """
WITH counted AS (
    SELECT retailer.market, grade.code::int AS band, count(*) AS retailers
      FROM crm_tobacco_retailer retailer
      JOIN crm_grading_standing standing ON standing.partner_id = retailer.partner_id AND standing.scheme_id = %(scheme)s
      JOIN crm_grading_grade grade ON grade.id = standing.grade_id
     WHERE retailer.company_id = %(company)s AND retailer.active
     GROUP BY 1, 2
)
INSERT INTO crm_supply_quota (plan_id, company_id, band, market, retailers, quantity, allotted)
SELECT %(plan)s, %(company)s, band, market, retailers, quantity, quantity * retailers
  FROM (SELECT *, %(total)s * band / (SELECT sum(band * retailers) FROM counted)::bigint AS quantity FROM counted) shared
"""
RECOUNT = """
UPDATE crm_supply_quota quota SET retailers = counted.retailers
  FROM (SELECT market, band, count(*) AS retailers FROM crm_supply_band
         WHERE company_id = %(company)s AND week = %(week)s GROUP BY 1, 2) counted
 WHERE quota.plan_id = %(plan)s AND quota.band = counted.band AND quota.market = counted.market
"""


def run(cr, parameters):
    """Write bands, plan and cells.

    :param parameters: company, scheme, product, week, total
    """
    cr.execute(PLAN, parameters)
    parameters = parameters | {"plan": cr.fetchone()[0]}
    for statement in (CELLS, FREEZE, RECOUNT):
        cr.execute(statement, parameters)
