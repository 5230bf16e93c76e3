"""The bare SQL that a grading run is compared with: its figures and its time.

Written from the definition of the figures, apart from crm_grading's own queries; keep it so. It knows the scheme that
is measured: nine computed indicators of the generic 4V scheme (without a value R2, F3 and D1 are neutral and count for
coverage, the others are left out), peer groups by industry none of which is small, first run of the scheme, no caps and
no tie-breakers.

Parameters: run, scheme, company (root), companies (with branches), first and last (the period), last_first and
last_last (the same period a year before), dimensions (ids in the order E R F D), grades (ids, best first), initial.
"""

# Who is graded, and the raw values. Amounts are in company currency.
RAW = """
CREATE TEMP TABLE bare_raw ON COMMIT DROP AS
WITH customer AS MATERIALIZED (
    SELECT partner.id, partner.industry_id
      FROM res_partner partner
     WHERE partner.active AND partner.commercial_partner_id = partner.id AND partner.ref LIKE 'T%%'
), item AS MATERIALIZED (
    SELECT item.id, item.partner_id, item.product_id, item.invoice_date, item.balance, item.quantity,
           move.move_type = 'out_invoice' AS billed, item.invoice_date >= %(first)s AS now
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
     WHERE item.parent_state = 'posted'
       AND item.display_type = 'product'
       AND move.move_type IN ('out_invoice', 'out_refund')
       AND item.company_id = ANY(%(companies)s)
       AND (item.invoice_date BETWEEN %(first)s AND %(last)s OR item.invoice_date BETWEEN %(last_first)s AND %(last_last)s)
), sales AS (
    SELECT partner_id, COALESCE(-SUM(balance) FILTER (WHERE now), 0) AS net,
           COALESCE(-SUM(balance) FILTER (WHERE NOT now), 0) AS before
      FROM item
     GROUP BY partner_id
), margin AS (
    SELECT item.partner_id, SUM(-item.balance * line.margin / line.price_subtotal) AS margin
      FROM item
      JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id
      JOIN sale_order_line line ON line.id = link.order_line_id
     WHERE item.now
     GROUP BY item.partner_id
), launched AS MATERIALIZED (
    SELECT product.id
      FROM product_product product
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE template.grading_launch_date > %(last)s::date - 180 AND template.grading_launch_date <= %(last)s
), bought AS (
    SELECT partner_id, COUNT(*) AS products, COUNT(launched.id) AS new_products
      FROM (SELECT DISTINCT partner_id, product_id FROM item WHERE now AND billed AND quantity > 0) AS pair
      LEFT JOIN launched ON launched.id = pair.product_id
     GROUP BY partner_id
), ordered AS (
    SELECT partner.commercial_partner_id AS partner_id, MIN(sale.date_order)::date AS first_day,
           COUNT(*) FILTER (WHERE sale.date_order >= %(first)s) AS orders,
           COUNT(*) FILTER (WHERE sale.date_order >= %(first)s AND sale.order_source IN ('portal', 'website', 'api')) AS online,
           COUNT(DISTINCT date_trunc('week', sale.date_order)) FILTER (WHERE sale.date_order >= %(first)s) AS weeks
      FROM sale_order sale
      JOIN res_partner partner ON partner.id = sale.partner_id
     WHERE sale.state = 'sale' AND sale.company_id = ANY(%(companies)s) AND sale.date_order < %(last)s::date + 1
     GROUP BY 1
), invoiced AS (
    SELECT commercial_partner_id AS partner_id, MIN(invoice_date) AS first_day,
           MIN(invoice_date) FILTER (WHERE move_type = 'out_invoice') AS first_invoice
      FROM account_move
     WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund') AND company_id = ANY(%(companies)s)
       AND invoice_date <= %(last)s
     GROUP BY 1
), due AS (
    SELECT item.partner_id, SUM(item.balance) AS due,
           SUM(item.balance / item.amount_currency * (
               SELECT SUM(part.debit_amount_currency) FROM account_partial_reconcile part
                WHERE part.debit_move_id = item.id AND part.max_date <= item.date_maturity)) AS in_time
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
     WHERE item.parent_state = 'posted' AND item.display_type = 'payment_term' AND move.move_type = 'out_invoice'
       AND item.date_maturity BETWEEN %(first)s AND %(last)s AND item.company_id = ANY(%(companies)s)
     GROUP BY 1
)
SELECT customer.id AS partner_id, customer.industry_id,
       CASE WHEN LEAST(ordered.first_day, invoiced.first_day) IS NULL THEN 'no_data'
            WHEN LEAST(ordered.first_day, invoiced.first_day) >= %(first)s THEN 'new' END AS outside,
       COALESCE(sales.net, 0) AS e1, COALESCE(margin.margin, 0) AS e3,
       COALESCE(due.in_time, 0) / NULLIF(due.due, 0) AS r2,
       tenure.years + (%(last)s::date + 1 - (invoiced.first_invoice + make_interval(years => tenure.years))::date) / 365.25 AS r5,
       COALESCE(bought.new_products, 0)::numeric / NULLIF((SELECT COUNT(*) FROM launched), 0) AS f3,
       (COALESCE(sales.net, 0) - sales.before) / NULLIF(ABS(sales.before), 0) AS d1, COALESCE(bought.products, 0) AS d2,
       ordered.online::numeric / NULLIF(ordered.orders, 0) AS d3, COALESCE(ordered.weeks, 0) / 13.0 AS d5
  FROM customer
  LEFT JOIN sales ON sales.partner_id = customer.id
  LEFT JOIN margin ON margin.partner_id = customer.id
  LEFT JOIN bought ON bought.partner_id = customer.id
  LEFT JOIN ordered ON ordered.partner_id = customer.id
  LEFT JOIN invoiced ON invoiced.partner_id = customer.id
  LEFT JOIN due ON due.partner_id = customer.id
 CROSS JOIN LATERAL (SELECT EXTRACT(YEAR FROM age(%(last)s::date + 1, invoiced.first_invoice))::int AS years) AS tenure
"""

# Scores of 0 to 100, four decimals: percentiles inside the industry, bands of tenure, targets.
SCORES = """
CREATE TEMP TABLE bare_score ON COMMIT DROP AS
SELECT partner_id, industry_id, e1, e3, r2, r5, f3, d1, d2, d3, d5,
       ROUND(100 * (RANK() OVER (PARTITION BY industry_id ORDER BY e1)
                    + (COUNT(*) OVER (PARTITION BY industry_id, e1) - 1) / 2.0 - 0.5)
             / COUNT(*) OVER (PARTITION BY industry_id), 4) AS s_e1,
       ROUND(100 * (RANK() OVER (PARTITION BY industry_id ORDER BY e3)
                    + (COUNT(*) OVER (PARTITION BY industry_id, e3) - 1) / 2.0 - 0.5)
             / COUNT(*) OVER (PARTITION BY industry_id), 4) AS s_e3,
       COALESCE(ROUND(100 * CASE WHEN r2 > 1 THEN 1 ELSE r2 END, 4), 50) AS s_r2,
       CASE WHEN r5 < 1 THEN 20 WHEN r5 < 3 THEN 40 WHEN r5 < 5 THEN 60 WHEN r5 < 10 THEN 80 WHEN r5 >= 10 THEN 100 END AS s_r5,
       COALESCE(ROUND(100 * CASE WHEN f3 > 1 THEN 1 ELSE f3 END, 4), 50) AS s_f3,
       CASE WHEN d1 IS NULL THEN 50 ELSE
           ROUND(100 * (RANK() OVER (PARTITION BY industry_id, d1 IS NULL ORDER BY growth)
                        + (COUNT(*) OVER (PARTITION BY industry_id, growth) - 1) / 2.0 - 0.5)
                 / COUNT(d1) OVER (PARTITION BY industry_id), 4) END AS s_d1,
       ROUND(100 * (RANK() OVER (PARTITION BY industry_id ORDER BY d2)
                    + (COUNT(*) OVER (PARTITION BY industry_id, d2) - 1) / 2.0 - 0.5)
             / COUNT(*) OVER (PARTITION BY industry_id), 4) AS s_d2,
       ROUND(100 * CASE WHEN d3 > 0.95 THEN 1 ELSE d3 / 0.95 END, 4) AS s_d3,
       ROUND(100 * CASE WHEN d5 > 1 THEN 1 ELSE d5 END, 4) AS s_d5
  FROM (
    SELECT *, CASE WHEN d1 > 2 THEN 2 WHEN d1 < -2 THEN -2 ELSE d1 END AS growth
      FROM bare_raw
     WHERE outside IS NULL
  ) AS raw
"""

# What a missing value leaves goes to the others of its dimension. Weights: 15 9 | 4 2 | 6 | 6 4 3 3.
TOTALS = """
CREATE TEMP TABLE bare_total ON COMMIT DROP AS
SELECT *, c_e1 + c_e3 + c_r2 + c_r5 + c_f3 + c_d1 + c_d2 + c_d3 + c_d5 AS total, k_r >= 60 AND k_d >= 60 AND k >= 60 AS rated
  FROM (
    SELECT *, ROUND(w_e1 * s_e1, 4) AS c_e1, ROUND(w_e3 * s_e3, 4) AS c_e3, ROUND(w_r2 * s_r2, 4) AS c_r2,
           ROUND(w_r5 * COALESCE(s_r5, 0), 4) AS c_r5, ROUND(0.2 * s_f3, 4) AS c_f3, ROUND(w_d1 * s_d1, 4) AS c_d1,
           ROUND(w_d2 * s_d2, 4) AS c_d2, ROUND(w_d3 * COALESCE(s_d3, 0), 4) AS c_d3, ROUND(w_d5 * s_d5, 4) AS c_d5,
           ROUND((15 * s_e1 + 9 * s_e3) / 24.0, 4) AS score_e,
           ROUND((w_r2 * s_r2 + w_r5 * COALESCE(s_r5, 0)) / 0.2, 4) AS score_r,
           s_f3 AS score_f, ROUND((w_d1 * s_d1 + w_d2 * s_d2 + w_d3 * COALESCE(s_d3, 0) + w_d5 * s_d5) / 0.2, 4) AS score_d,
           ROUND(0.4 * 100 + 0.2 * k_r + 0.2 * 100 + 0.2 * k_d, 2) AS k
      FROM (
        SELECT *, 0.4 * 15 / 24 AS w_e1, 0.4 * 9 / 24 AS w_e3, 0.2 AS w_f3, 100.0 AS k_f,
               CASE WHEN s_r5 IS NULL THEN 0.2 ELSE 0.2 * 4 / 6 END AS w_r2,
               CASE WHEN s_r5 IS NULL THEN 0 ELSE 0.2 * 2 / 6 END AS w_r5,
               0.2 * 6 / present AS w_d1, 0.2 * 4 / present AS w_d2,
               CASE WHEN s_d3 IS NULL THEN 0 ELSE 0.2 * 3 / present END AS w_d3, 0.2 * 3 / present AS w_d5,
               CASE WHEN s_r5 IS NULL THEN 400.0 / 6 ELSE 100 END AS k_r, 100.0 * present / 16 AS k_d
          FROM (SELECT *, CASE WHEN s_d3 IS NULL THEN 13 ELSE 16 END AS present FROM bare_score) AS counted
      ) AS weighted
  ) AS contributed
"""

# The grade of a block of equals from rank lo to hi: the first whose bound 2 n C / 20 reaches lo + hi - 1.
GRADE = """
CREATE OR REPLACE FUNCTION pg_temp.bare_grade(place bigint, size bigint) RETURNS int LANGUAGE sql IMMUTABLE AS '
    SELECT CASE WHEN place <= 2 * size * 1 / 20 THEN 1 WHEN place <= 2 * size * 5 / 20 THEN 2
                WHEN place <= 2 * size * 15 / 20 THEN 3 WHEN place <= 2 * size * 19 / 20 THEN 4 ELSE 5 END'
"""
RANKS = """
CREATE TEMP TABLE bare_rank ON COMMIT DROP AS
SELECT partner_id, industry_id, total, size, low, low + equals - 1 AS high,
       pg_temp.bare_grade(2 * low + equals - 2, size) AS grade, pg_temp.bare_grade(2 * low_e + equals_e - 2, size) AS grade_e,
       pg_temp.bare_grade(2 * low_r + equals_r - 2, size) AS grade_r,
       pg_temp.bare_grade(2 * low_f + equals_f - 2, size) AS grade_f,
       pg_temp.bare_grade(2 * low_d + equals_d - 2, size) AS grade_d
  FROM (
    SELECT partner_id, industry_id, total, score_e, score_r, score_f, score_d, COUNT(*) OVER peers AS size,
           RANK() OVER (peers ORDER BY total DESC) AS low, COUNT(*) OVER (PARTITION BY industry_id, total) AS equals,
           RANK() OVER (peers ORDER BY score_e DESC) AS low_e, COUNT(*) OVER (PARTITION BY industry_id, score_e) AS equals_e,
           RANK() OVER (peers ORDER BY score_r DESC) AS low_r, COUNT(*) OVER (PARTITION BY industry_id, score_r) AS equals_r,
           RANK() OVER (peers ORDER BY score_f DESC) AS low_f, COUNT(*) OVER (PARTITION BY industry_id, score_f) AS equals_f,
           RANK() OVER (peers ORDER BY score_d DESC) AS low_d, COUNT(*) OVER (PARTITION BY industry_id, score_d) AS equals_d
      FROM bare_total
     WHERE rated
    WINDOW peers AS (PARTITION BY industry_id)
  ) AS ranked
"""
GROUPS = """
INSERT INTO crm_grading_peer_group
    (run_id, key, name, level, merged, population, size, small, policy_applied, bounds, cuts, dimension_cuts, means,
     dimension_means)
SELECT %(run)s, jsonb_build_array(industry.id), industry.name->>'en_US', 1, FALSE, customers.population, rated.size, FALSE,
       'split', jsonb_build_array(2 * size * 1 / 20, 2 * size * 5 / 20, 2 * size * 15 / 20, 2 * size * 19 / 20, 2 * size),
       cut.cuts, cut.dimension_cuts,
       jsonb_build_object('E1', rated.e1, 'E3', rated.e3, 'R2', rated.r2, 'R5', rated.r5, 'F3', rated.f3, 'D1', rated.d1,
                          'D2', rated.d2, 'D3', rated.d3, 'D5', rated.d5),
       jsonb_build_object('E', rated.e, 'R', rated.r, 'F', rated.f, 'D', rated.d)
  FROM (SELECT industry_id, COUNT(*) AS population FROM bare_raw GROUP BY 1) AS customers
  JOIN res_partner_industry industry ON industry.id = customers.industry_id
  JOIN (
    SELECT industry_id, COUNT(*) AS size, ROUND(AVG(c_e1), 4) AS e1, ROUND(AVG(c_e3), 4) AS e3, ROUND(AVG(c_r2), 4) AS r2,
           ROUND(AVG(c_r5), 4) AS r5, ROUND(AVG(c_f3), 4) AS f3, ROUND(AVG(c_d1), 4) AS d1, ROUND(AVG(c_d2), 4) AS d2,
           ROUND(AVG(c_d3), 4) AS d3, ROUND(AVG(c_d5), 4) AS d5, ROUND(AVG(score_e), 4) AS e, ROUND(AVG(score_r), 4) AS r,
           ROUND(AVG(score_f), 4) AS f, ROUND(AVG(score_d), 4) AS d
      FROM bare_total WHERE rated GROUP BY 1
  ) AS rated USING (industry_id)
  JOIN (
    SELECT industry_id, jsonb_object_agg(grade, lowest) FILTER (WHERE dimension = '') AS cuts,
           jsonb_object_agg(dimension || grade, lowest) FILTER (WHERE dimension <> '') AS dimension_cuts
      FROM (
        SELECT industry_id, axis.dimension, axis.grade, MIN(axis.score) AS lowest
          FROM bare_rank JOIN bare_total total USING (partner_id, industry_id)
         CROSS JOIN LATERAL (VALUES ('', grade, total.total), ('E', grade_e, score_e), ('R', grade_r, score_r),
                                    ('F', grade_f, score_f), ('D', grade_d, score_d)) AS axis (dimension, grade, score)
         GROUP BY 1, 2, 3
      ) AS lowest
     GROUP BY 1
  ) AS cut USING (industry_id)
"""

RESULTS = """
INSERT INTO crm_grading_result
    (run_id, partner_id, company_id, scheme_id, peer_group_id, peer_leaf_id, status, reason, total, coverage, rank, rank_high,
     size, computed_grade_id, final_grade_id, movement, runs_below, detail)
SELECT %(run)s, raw.partner_id, %(company)s, %(scheme)s, peers.id, peers.id,
       CASE WHEN raw.outside = 'new' THEN 'new' WHEN total.rated THEN 'rated' ELSE 'not_rated' END,
       CASE WHEN raw.outside IS NOT NULL THEN raw.outside WHEN NOT total.rated THEN 'coverage' END,
       CASE WHEN total.rated THEN total.total END, total.k, ranked.low, ranked.high, ranked.size,
       (%(grades)s)[ranked.grade], CASE WHEN raw.outside = 'new' THEN %(initial)s ELSE (%(grades)s)[ranked.grade] END, 0, 0,
       CASE WHEN raw.outside IS NULL THEN jsonb_build_object(
           'E1', jsonb_build_array(raw.e1, s_e1, w_e1, c_e1), 'E3', jsonb_build_array(raw.e3, s_e3, w_e3, c_e3),
           'R2', jsonb_build_array(raw.r2, s_r2, w_r2, c_r2), 'R5', jsonb_build_array(raw.r5, s_r5, w_r5, c_r5),
           'F3', jsonb_build_array(raw.f3, s_f3, w_f3, c_f3), 'D1', jsonb_build_array(raw.d1, s_d1, w_d1, c_d1),
           'D2', jsonb_build_array(raw.d2, s_d2, w_d2, c_d2), 'D3', jsonb_build_array(raw.d3, s_d3, w_d3, c_d3),
           'D5', jsonb_build_array(raw.d5, s_d5, w_d5, c_d5)) END
  FROM bare_raw raw
  JOIN crm_grading_peer_group peers ON peers.run_id = %(run)s AND peers.key = jsonb_build_array(raw.industry_id)
  LEFT JOIN bare_total total ON total.partner_id = raw.partner_id
  LEFT JOIN bare_rank ranked ON ranked.partner_id = raw.partner_id
 ORDER BY raw.partner_id
"""

DIMENSIONS = """
INSERT INTO crm_grading_result_dimension (result_id, dimension_id, code, score, grade_id, coverage)
SELECT result.id, (%(dimensions)s)[axis.number], axis.code, axis.score, (%(grades)s)[axis.grade], axis.coverage
  FROM bare_total total
  JOIN crm_grading_result result ON result.run_id = %(run)s AND result.partner_id = total.partner_id
  LEFT JOIN bare_rank ranked ON ranked.partner_id = total.partner_id
 CROSS JOIN LATERAL (VALUES (1, 'E', score_e, grade_e, 100), (2, 'R', score_r, grade_r, ROUND(k_r, 2)),
                            (3, 'F', score_f, grade_f, ROUND(k_f, 2)), (4, 'D', score_d, grade_d, ROUND(k_d, 2)))
       AS axis (number, code, score, grade, coverage)
 ORDER BY result.id
"""


STATEMENTS = (GRADE, RAW, "ANALYZE bare_raw", SCORES, TOTALS, "ANALYZE bare_total", RANKS, "ANALYZE bare_rank")


def run(cr, parameters):
    """Compute the run and write its groups, results and dimensions."""
    cr.execute("SET LOCAL jit = off")
    for statement in (*STATEMENTS, GROUPS, RESULTS, DIMENSIONS):
        cr.execute(statement, parameters)
