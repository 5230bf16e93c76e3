"""The bare SQL that a refresh of the customer metrics is compared with: its figures and its time.

Written from the definitions of the figures, apart from crm_grading's own queries; keep it so. It knows the generated
trade: no imported sales, one unit of measure, default settings, nobody refreshed before.

Parameters: company (root), currency, user, companies (with branches), today, year, prior (first days of the last twelve
months and of the twelve before).
"""

from odoo.tools import SQL

# Days are those of the company; orders of the trade were placed at noon of its day.
DAYS = """
CREATE TEMP TABLE bare_day ON COMMIT DROP AS
SELECT *, day - lag(day) OVER (PARTITION BY partner_id ORDER BY day) AS gap
  FROM (
    SELECT partner.commercial_partner_id AS partner_id, sale.date_order::date AS day, COUNT(*) AS orders,
           SUM(sale.amount_untaxed / sale.currency_rate) AS amount,
           array_agg(sale.order_source) AS channels
      FROM sale_order sale
      JOIN res_partner partner ON partner.id = sale.partner_id
     WHERE sale.state = 'sale' AND sale.company_id = ANY(%(companies)s) AND sale.date_order < %(today)s::date + 1
     GROUP BY 1, 2
  ) AS day
"""
ORDERS = """
CREATE TEMP TABLE bare_orders ON COMMIT DROP AS
WITH channel AS (
    SELECT DISTINCT ON (partner_id) partner_id, channel AS usual_channel
      FROM bare_day CROSS JOIN unnest(channels) AS channel
     GROUP BY partner_id, channel
     ORDER BY partner_id, COUNT(*) DESC, array_position(ARRAY['salesperson', 'portal', 'website', 'api', 'import'], channel::text)
)
SELECT partner_id, MIN(day) AS first_order, MAX(day) AS last_order, COUNT(*) AS order_days, SUM(orders) AS orders,
       COALESCE(SUM(orders) FILTER (WHERE day >= %(year)s), 0) AS orders_12m,
       COUNT(*) FILTER (WHERE day >= %(year)s) AS rfm_orders,
       ROUND(SUM(amount), 2) AS ordered_amount, ROUND(SUM(amount) / SUM(orders), 2) AS average_order,
       CASE WHEN COUNT(*) >= 3 THEN ROUND(percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric, 2) END AS own_cycle,
       MODE() WITHIN GROUP (ORDER BY EXTRACT(isodow FROM day))::int AS usual_weekday, MAX(usual_channel) AS usual_channel
  FROM bare_day
  JOIN channel USING (partner_id)
 GROUP BY partner_id
"""
SALES = """
CREATE TEMP TABLE bare_sales ON COMMIT DROP AS
SELECT partner_id, ROUND(SUM(amount), 2) AS net_sales,
       ROUND(COALESCE(SUM(amount) FILTER (WHERE day >= %(year)s), 0), 2) AS net_sales_12m,
       ROUND(COALESCE(SUM(amount) FILTER (WHERE day >= %(prior)s AND day < %(year)s), 0), 2) AS net_sales_prior,
       ROUND(SUM(margin), 2) AS margin, ROUND(COALESCE(SUM(margin) FILTER (WHERE day >= %(year)s), 0), 2) AS margin_12m,
       ROUND(COALESCE(-SUM(amount) FILTER (WHERE refund), 0), 2) AS returns,
       ROUND(COALESCE(-SUM(amount) FILTER (WHERE refund AND day >= %(year)s), 0), 2) AS returns_12m
  FROM (
    SELECT item.partner_id, move.invoice_date AS day, -item.balance AS amount, move.move_type = 'out_refund' AS refund,
           -item.balance * line.margin / line.price_subtotal AS margin
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      LEFT JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id
      LEFT JOIN sale_order_line line ON line.id = link.order_line_id
     WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund') AND item.display_type = 'product'
       AND move.company_id = ANY(%(companies)s) AND move.invoice_date <= %(today)s
  ) AS item
 GROUP BY partner_id
"""
# What was bought of each category: orders count half after 180 days.
CATEGORIES = """
CREATE TEMP TABLE bare_category ON COMMIT DROP AS
SELECT *, row_number() OVER (PARTITION BY partner_id ORDER BY weighted DESC, category_id) AS place,
       SUM(weighted) OVER (PARTITION BY partner_id) AS whole
  FROM (
    SELECT partner.commercial_partner_id AS partner_id, template.categ_id AS category_id,
           SUM((line.price_subtotal / sale.currency_rate)::float8
               * 0.5::float8 ^ ((%(today)s - sale.date_order::date) / 180.0::float8)) AS weighted,
           MIN(sale.date_order::date) AS first_day,
           COALESCE(SUM(line.price_subtotal / sale.currency_rate) FILTER (WHERE sale.date_order >= %(year)s), 0) AS amount_12m,
           COALESCE(SUM(line.product_uom_qty) FILTER (WHERE sale.date_order >= %(year)s), 0) AS quantity_12m
      FROM sale_order sale
      JOIN res_partner partner ON partner.id = sale.partner_id
      JOIN sale_order_line line ON line.order_id = sale.id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE sale.state = 'sale' AND sale.company_id = ANY(%(companies)s) AND sale.date_order < %(today)s::date + 1
     GROUP BY 1, 2
  ) AS category
"""
PREFERENCES = """
CREATE TEMP TABLE bare_preference ON COMMIT DROP AS
WITH price AS (
    SELECT category_id, ROUND(SUM(amount_12m) / SUM(quantity_12m), 6) AS price
      FROM bare_category WHERE quantity_12m > 0 GROUP BY 1
)
SELECT partner_id, MAX(category_id) FILTER (WHERE place = 1) AS main_category_id, array_agg(category_id) AS bought,
       jsonb_agg(jsonb_build_object('id', category_id, 'share', ROUND((100 * weighted / whole)::numeric, 2)) ORDER BY place)
           FILTER (WHERE place <= 3) AS preferred_categories,
       bool_or(first_day > orders.first_order AND first_day >= %(year)s) AS new_category,
       ROUND(100 * SUM(amount_12m) / NULLIF(SUM(quantity_12m * price), 0), 4) AS price_ratio
  FROM bare_category
  JOIN bare_orders orders USING (partner_id)
  LEFT JOIN price USING (category_id)
 GROUP BY partner_id
"""
# Everybody with business; cycles: the own, else that of the category, else that of all, else 90 days.
CUSTOMERS = """
CREATE TEMP TABLE bare_customer ON COMMIT DROP AS
WITH cycle AS (
    SELECT main_category_id AS category_id, ROUND(percentile_cont(0.5) WITHIN GROUP (ORDER BY own_cycle)::numeric, 2) AS cycle
      FROM bare_orders JOIN bare_preference USING (partner_id)
     WHERE own_cycle IS NOT NULL
     GROUP BY GROUPING SETS ((main_category_id), ())
)
SELECT partner_id, first_order, last_order, COALESCE(order_days, 0) AS order_days, COALESCE(orders, 0) AS orders,
       COALESCE(orders_12m, 0) AS orders_12m, COALESCE(rfm_orders, 0) AS rfm_orders,
       COALESCE(ordered_amount, 0) AS ordered_amount, average_order, usual_weekday, usual_channel,
       COALESCE(net_sales, 0) AS net_sales,
       COALESCE(net_sales_12m, 0) AS net_sales_12m,
       COALESCE(net_sales_prior, 0) AS net_sales_prior, COALESCE(margin, 0) AS margin, COALESCE(margin_12m, 0) AS margin_12m,
       COALESCE(returns, 0) AS returns, COALESCE(returns_12m, 0) AS returns_12m, main_category_id, bought, preferred_categories,
       new_category, price_ratio, %(today)s - last_order AS since,
       CASE WHEN last_order IS NOT NULL THEN COALESCE(own_cycle, own.cycle, every.cycle, 90) END AS cycle_days,
       CASE WHEN last_order IS NULL THEN NULL WHEN own_cycle IS NOT NULL THEN 'own'
            WHEN own.cycle IS NOT NULL THEN 'category' WHEN every.cycle IS NOT NULL THEN 'company'
            ELSE 'default' END AS cycle_source
  FROM bare_orders orders
  FULL JOIN bare_sales sales USING (partner_id)
  LEFT JOIN bare_preference USING (partner_id)
  LEFT JOIN cycle own ON own.category_id = main_category_id
  LEFT JOIN cycle every ON every.category_id IS NULL
"""

# A block of equals from rank lo to hi belongs to the first class whose bound 2 n C / W reaches lo + hi - 1.
RANKS = """
CREATE TEMP TABLE bare_rank ON COMMIT DROP AS
SELECT partner_id, 6 - ((low_r + high_r - 1) * 5 + 2 * size - 1) / (2 * size) AS r,
       6 - ((low_f + high_f - 1) * 5 + 2 * size - 1) / (2 * size) AS f,
       6 - ((low_m + high_m - 1) * 5 + 2 * size - 1) / (2 * size) AS m
  FROM (
    SELECT partner_id, COUNT(*) OVER () AS size,
           RANK() OVER recent AS low_r, COUNT(*) OVER recent AS high_r, RANK() OVER frequent AS low_f,
           COUNT(*) OVER frequent AS high_f, RANK() OVER rich AS low_m, COUNT(*) OVER rich AS high_m
      FROM bare_customer
     WHERE last_order IS NOT NULL
    WINDOW recent AS (ORDER BY last_order DESC), frequent AS (ORDER BY rfm_orders DESC), rich AS (ORDER BY net_sales_12m DESC)
  ) AS ranked
"""
SPEND = """
CREATE TEMP TABLE bare_spend ON COMMIT DROP AS
SELECT partner_id, bought, CASE WHEN before < 0.80 * total THEN 'a' WHEN before < 0.95 * total THEN 'b' ELSE 'c' END AS abc,
       ROUND(100 * before / total, 4) AS abc_share,
       CASE WHEN low + high - 1 <= 2 * size * 5 / 100 THEN 'top' WHEN low + high - 1 <= 2 * size * 20 / 100 THEN 'high'
            WHEN low + high - 1 <= 2 * size * 50 / 100 THEN 'middle' ELSE 'low' END AS tier
  FROM (
    SELECT partner_id, bought, SUM(net_sales_12m) OVER () AS total, COUNT(*) OVER () AS size, RANK() OVER larger AS low,
           COUNT(*) OVER larger AS high, COALESCE(SUM(net_sales_12m) OVER (
               ORDER BY net_sales_12m DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM bare_customer
     WHERE net_sales_12m > 0
    WINDOW larger AS (ORDER BY net_sales_12m DESC)
  ) AS ranked
"""
GAPS = """
CREATE TEMP TABLE bare_gap ON COMMIT DROP AS
WITH usual AS (
    SELECT tier, category_id, COUNT(*)::numeric / (SELECT COUNT(*) FROM bare_spend every WHERE every.tier = spend.tier) AS share
      FROM bare_spend spend CROSS JOIN unnest(bought) AS category_id
     GROUP BY 1, 2
)
SELECT partner_id, jsonb_agg(category_id ORDER BY share DESC, category_id) AS cross_sell, COUNT(*) AS number
  FROM bare_spend spend
  JOIN usual ON usual.tier = spend.tier AND share >= 0.4 AND category_id <> ALL(COALESCE(bought, '{}'))
 GROUP BY partner_id
"""
WON = """
CREATE TEMP TABLE bare_won ON COMMIT DROP AS
SELECT partner_id, MAX(day) AS won_back_on
  FROM bare_day JOIN bare_customer USING (partner_id)
 WHERE gap > 3 * cycle_days
 GROUP BY partner_id
"""
STAGES = """
CREATE TEMP TABLE bare_stage ON COMMIT DROP AS
SELECT partner_id, won_back_on,
       CASE WHEN last_order IS NULL THEN 'acquire' WHEN since > 3 * cycle_days THEN 'lost'
            WHEN since > 1.5 * cycle_days THEN 'at_risk'
            WHEN %(today)s - won_back_on <= 180 THEN 'won_back'
            WHEN order_days <= 2 AND %(today)s - first_order <= cycle_days THEN 'new'
            WHEN since <= cycle_days AND (new_category OR net_sales_prior > 0 AND net_sales_12m >= 1.2 * net_sales_prior)
            THEN 'develop'
            ELSE 'retain' END AS stage,
       since > 3 * cycle_days AS silent, since > 1.5 * cycle_days AND since <= 3 * cycle_days AS late,
       net_sales_prior > 0 AND net_sales_12m < 0.8 * net_sales_prior AS falling, order_days = 1 AND since > cycle_days AS single,
       returns_12m > 0 AND returns_12m >= 0.2 * (net_sales_12m + returns_12m) AS returns_much
  FROM bare_customer
  LEFT JOIN bare_won USING (partner_id)
"""
INSERT = """
INSERT INTO crm_customer_metrics (
    partner_id, company_id, currency_id, user_id, first_order, last_order, order_days, orders, orders_12m, ordered_amount,
    average_order, repeat_customer, net_sales_12m, net_sales_prior, net_sales, margin_12m, margin, returns_12m, returns,
    has_history, history_share, cycle_days, cycle_source, next_order_date, days_since_last, recency_ratio, rfm_orders, rfm_sales,
    recency_score, frequency_score, monetary_score, rfm, segment_id, abc, abc_share, spend_tier, main_category_id,
    preferred_categories, price_ratio, price_band, usual_weekday, usual_channel, cross_sell, cross_sell_count, stage, stage_since,
    won_back_on,
    churn_risk, churn_points, churn_reasons, figures_on, refreshed_on, stale, create_uid, create_date, write_uid, write_date)
SELECT who.partner_id, %(company)s, %(currency)s, partner.user_id, first_order, last_order, order_days, orders, orders_12m,
       ordered_amount, average_order, order_days >= 2, net_sales_12m, net_sales_prior, net_sales, margin_12m, margin, returns_12m,
       returns, FALSE, CASE WHEN net_sales <> 0 THEN 0 END, cycle_days, cycle_source, last_order + ROUND(cycle_days)::int, since,
       ROUND(since / cycle_days, 4), rfm_orders, net_sales_12m, r, f, m, concat(r, f, m), cell.segment_id,
       CASE WHEN net_sales_12m > 0 THEN abc ELSE 'c' END, abc_share, COALESCE(tier, 'none'), main_category_id,
       preferred_categories, price_ratio, CASE WHEN price_ratio < 80 THEN 'low' WHEN price_ratio > 120 THEN 'high'
           WHEN price_ratio IS NOT NULL THEN 'middle' END, usual_weekday, usual_channel, gap.cross_sell, gap.number, stage,
       CASE stage WHEN 'lost' THEN last_order + floor(3 * cycle_days)::int + 1
                  WHEN 'at_risk' THEN last_order + floor(1.5 * cycle_days)::int + 1
                  WHEN 'won_back' THEN won_back_on WHEN 'new' THEN first_order ELSE %(today)s END, won_back_on,
       CASE WHEN last_order IS NULL THEN NULL WHEN points >= 3 THEN 'high' WHEN points >= 2 THEN 'medium' ELSE 'low' END, points,
       NULLIF(reasons, '[]'), %(today)s, now() AT TIME ZONE 'UTC', FALSE, %(user)s, now() AT TIME ZONE 'UTC', %(user)s,
       now() AT TIME ZONE 'UTC'
  FROM bare_customer who
  JOIN res_partner partner ON partner.id = who.partner_id
  JOIN bare_stage USING (partner_id)
  LEFT JOIN bare_rank USING (partner_id)
  LEFT JOIN crm_customer_segment_cell cell ON cell.recency = r AND cell.fm = (f + m + 1) / 2
  LEFT JOIN bare_spend spend USING (partner_id)
  LEFT JOIN bare_gap gap USING (partner_id)
 CROSS JOIN LATERAL (
    SELECT COALESCE(silent::int, 0) * 3 + COALESCE(late::int, 0) * 2 + COALESCE(falling::int, 0) + COALESCE(single::int, 0)
               + COALESCE(returns_much::int, 0) AS points,
           to_jsonb(array_remove(ARRAY[CASE WHEN silent THEN 'silent' END, CASE WHEN late THEN 'late' END,
               CASE WHEN falling THEN 'falling' END, CASE WHEN single THEN 'single' END,
               CASE WHEN returns_much THEN 'returns' END], NULL)) AS reasons
  ) AS churn
"""
CONSUMPTION = """
INSERT INTO crm_customer_consumption (
    partner_id, company_id, user_id, product_id, order_days, last_date, cycle_days, next_date, create_uid, create_date, write_uid,
    write_date)
SELECT found.partner_id, %(company)s, partner.user_id, product_id, number, last_date, cycle, last_date + ROUND(cycle)::int,
       %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
  FROM (
    SELECT partner_id, product_id, COUNT(*) AS number, MAX(day) AS last_date,
           ROUND(percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric, 2) AS cycle
      FROM (
        SELECT partner_id, product_id, day, day - lag(day) OVER (PARTITION BY partner_id, product_id ORDER BY day) AS gap
          FROM (
            SELECT DISTINCT partner.commercial_partner_id AS partner_id, line.product_id, sale.date_order::date AS day
              FROM sale_order sale
              JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN sale_order_line line ON line.order_id = sale.id
             WHERE sale.state = 'sale' AND sale.company_id = ANY(%(companies)s) AND sale.date_order < %(today)s::date + 1
               AND line.product_uom_qty > 0
          ) AS bought
      ) AS step
     GROUP BY partner_id, product_id
    HAVING COUNT(*) >= 3
  ) AS found
  JOIN res_partner partner ON partner.id = found.partner_id
"""
STATEMENTS = (DAYS, ORDERS, SALES, CATEGORIES, PREFERENCES, CUSTOMERS, RANKS, SPEND, GAPS, WON, STAGES)
ANALYZED = {
    ORDERS: "bare_orders",
    SALES: "bare_sales",
    CATEGORIES: "bare_category",
    PREFERENCES: "bare_preference",
    CUSTOMERS: "bare_customer",
    SPEND: "bare_spend",
    STAGES: "bare_stage",
}


def run(cr, parameters):
    """Work the metrics out and write them, and the consumption of products."""
    cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
    for statement in STATEMENTS:
        cr.execute(statement, parameters)
        if statement in ANALYZED:
            cr.execute(SQL("ANALYZE %s", SQL.identifier(ANALYZED[statement])))
    for statement in (INSERT, CONSUMPTION):
        cr.execute(statement, parameters)
