"""What happened, as temporary tables: every row decided by its number and the seed alone.

Prices and amounts are numeric with two decimals, in the currency of the order; ``rate`` is units of it for one unit
of the company's currency.
"""

from odoo.tools import SQL

DAYS = 730

CUSTOMER = """
CREATE TEMP TABLE trade_customer AS
SELECT number, %(partner)s + number AS id,
       CASE WHEN number %% 10 = 0 THEN %(partner)s + %(customers)s + number / 10 END AS contact,
       CASE WHEN pg_temp.chance(number, 1) < 0.8 THEN 0 WHEN pg_temp.chance(number, 1) < 0.9 THEN 1 ELSE 2 END AS home
  FROM generate_series(1, %(customers)s) AS number
"""

# A few customers buy most. Every tenth order comes to another company than the customer's own.
ORDER = """
CREATE TEMP TABLE trade_order AS
WITH drawn AS (
    SELECT number,
           1 + floor(%(customers)s * pg_temp.chance(number, 11) ^ 1.7)::int AS customer,
           %(end)s::date - floor(%(days)s * pg_temp.chance(number, 12))::int AS day,
           pg_temp.chance(number, 13) AS state, pg_temp.chance(number, 14) AS source, pg_temp.chance(number, 15) AS fate,
           pg_temp.chance(number, 16) AS company, pg_temp.chance(number, 17) AS money, pg_temp.chance(number, 18) AS size
      FROM generate_series(1, %(orders)s) AS number
)
SELECT drawn.number, %(order)s + drawn.number AS id, who.id AS partner,
       CASE WHEN drawn.number %% 2 = 0 THEN who.contact END AS contact,
       place.number AS company, place.id AS company_id, day,
       CASE WHEN state < 0.90 THEN 'sale' WHEN state < 0.96 THEN 'draft' ELSE 'cancel' END AS state,
       CASE WHEN source < 0.5 THEN 'salesperson' WHEN source < 0.7 THEN 'portal' WHEN source < 0.85 THEN 'website'
            WHEN source < 0.95 THEN 'api' ELSE 'import' END AS source,
       CASE WHEN state >= 0.90 THEN 'open' WHEN fate < 0.92 THEN 'billed' WHEN fate < 0.94 THEN 'drafted' ELSE 'open' END AS fate,
       CASE WHEN money < 0.08 THEN %(usd)s ELSE place.currency END AS currency,
       CASE WHEN money < 0.08 THEN place.usd_rate ELSE 1 END AS rate,
       CASE WHEN size < 0.15 THEN 1 WHEN size < 0.35 THEN 2 WHEN size < 0.55 THEN 3 WHEN size < 0.75 THEN 4
            WHEN size < 0.90 THEN 5 ELSE 6 END AS lines
  FROM drawn
  JOIN trade_customer who ON who.number = drawn.customer
  JOIN trade_company place
    ON place.number = CASE WHEN drawn.company < 0.9 THEN who.home ELSE floor((drawn.company - 0.9) * 30)::int END
"""

# Two lines of an order may be of one product. Nothing is sold before its launch. Every sixth line is sold below its cost.
LINE = """
CREATE TEMP TABLE trade_line AS
WITH drawn AS (
    SELECT sale.number * 8 + position AS number, sale.number AS of_order, position, sale.day,
           floor(%(products)s * pg_temp.chance(sale.number * 8 + position, 21) ^ 1.5)::int AS product
      FROM trade_order sale
     CROSS JOIN LATERAL generate_series(1, sale.lines) AS position
), priced AS (
    SELECT drawn.number, of_order, position, sold.id AS product,
           1 + floor(20 * pg_temp.chance(drawn.number, 22) ^ 2)::int AS quantity,
           round((sold.price * (0.85 + 0.25 * pg_temp.chance(drawn.number, 23)))::numeric, 2) AS price
      FROM drawn
      JOIN trade_product wanted ON wanted.number = drawn.product
      JOIN trade_product sold ON sold.number = CASE WHEN wanted.launched > drawn.day THEN 0 ELSE wanted.number END
)
SELECT %(line)s + row_number() OVER (ORDER BY number) AS id, of_order, position, product, quantity, price,
       quantity * price AS subtotal, round(quantity * price * %(tax)s / 100, 2) AS tax,
       round(price * (0.55 + 0.55 * pg_temp.chance(number, 24))::numeric, 2) AS cost
  FROM priced
"""

# Every order that is billed is billed whole; half of the first line of every twentieth is credited weeks later.
INVOICE = """
CREATE TEMP TABLE trade_invoice AS
WITH bill AS (
    SELECT number, fate, least(%(end)s::date, day + floor(10 * pg_temp.chance(number, 31))::int) AS day, 1 AS sign
      FROM trade_order
     WHERE fate <> 'open'
), credited AS (
    SELECT number, fate, day + 5 + floor(20 * pg_temp.chance(number, 32))::int AS day, -1 AS sign
      FROM bill
     WHERE fate = 'billed' AND pg_temp.chance(number, 33) < 0.05
), every AS (
    SELECT * FROM bill UNION ALL SELECT * FROM credited WHERE day <= %(end)s
)
SELECT row_number() OVER (ORDER BY every.number, sign DESC) AS number,
       %(move)s + row_number() OVER (ORDER BY every.number, sign DESC) AS id,
       every.number AS of_order, every.day, sign, CASE every.fate WHEN 'billed' THEN 'posted' ELSE 'draft' END AS state,
       every.day + CASE WHEN sign < 0 THEN 0
                        ELSE (ARRAY[0, 15, 30, 60])[1 + floor(4 * pg_temp.chance(every.number, 34))::int] END AS due
  FROM every
"""

# ``base`` and ``tax_base`` are in company currency, positive for sales.
ITEM = """
CREATE TEMP TABLE trade_item AS
SELECT %(item)s + row_number() OVER (ORDER BY invoice.number, line.id) AS id, invoice.number AS invoice, line.id AS line,
       line.product, part.quantity, line.price, part.subtotal, part.tax,
       invoice.sign * round(part.subtotal / sale.rate, 2) AS base, invoice.sign * round(part.tax / sale.rate, 2) AS tax_base
  FROM trade_invoice invoice
  JOIN trade_order sale ON sale.number = invoice.of_order
  JOIN trade_line line ON line.of_order = sale.number AND (invoice.sign > 0 OR line.position = 1)
 CROSS JOIN LATERAL (
    SELECT CASE WHEN invoice.sign > 0 THEN line.quantity ELSE (line.quantity + 1) / 2 END AS quantity
 ) AS half
 CROSS JOIN LATERAL (
    SELECT half.quantity, half.quantity * line.price AS subtotal, round(half.quantity * line.price * %(tax)s / 100, 2) AS tax
 ) AS part
"""

# Totals are positive for sales; those without suffix are in the currency of the order.
TOTAL = """
CREATE TEMP TABLE trade_total AS
SELECT invoice.number, invoice.id, invoice.of_order, invoice.day, invoice.due, invoice.sign, invoice.state,
       sale.partner, sale.contact, sale.company, sale.currency, sale.rate,
       %(tax_item)s + invoice.number AS tax_item, %(due_item)s + invoice.number AS due_item,
       sum(item.subtotal) AS subtotal, sum(item.tax) AS tax, sum(item.base) AS base, sum(item.tax_base) AS tax_base,
       pg_temp.chance(invoice.number, 41) AS fate, pg_temp.chance(invoice.number, 42) AS delay
  FROM trade_invoice invoice
  JOIN trade_order sale ON sale.number = invoice.of_order
  JOIN trade_item item ON item.invoice = invoice.number
 GROUP BY invoice.number, invoice.id, invoice.of_order, invoice.day, invoice.due, invoice.sign, invoice.state,
          sale.partner, sale.contact, sale.company, sale.currency, sale.rate
"""

# Six of ten invoices are paid by their due date, two late, some half in time and half late, the rest not at all.
PAYMENT = """
CREATE TEMP TABLE trade_payment AS
WITH planned AS (
    SELECT number AS invoice, CASE WHEN fate < 0.60 THEN greatest(day, due - floor(10 * delay)::int)
                                   ELSE due + 1 + floor(40 * delay)::int END AS day, 1.0 AS share, 1 AS part
      FROM trade_total WHERE state = 'posted' AND sign > 0 AND fate < 0.82
     UNION ALL
    SELECT number, CASE part WHEN 1 THEN due ELSE due + 1 + floor(60 * delay)::int END, 0.5, part
      FROM trade_total CROSS JOIN generate_series(1, 2) AS part WHERE state = 'posted' AND sign > 0 AND fate BETWEEN 0.82 AND 0.88
), done AS (
    SELECT * FROM planned WHERE day <= %(end)s
)
SELECT row_number() OVER turn AS number, %(payment)s + row_number() OVER turn AS id, done.invoice, done.day,
       bill.partner, bill.company, bill.due_item, bill.currency,
       CASE WHEN share = 1 THEN bill.base + bill.tax_base WHEN part = 1 THEN round((bill.base + bill.tax_base) / 2, 2)
            ELSE bill.base + bill.tax_base - round((bill.base + bill.tax_base) / 2, 2) END AS amount,
       CASE WHEN share = 1 THEN bill.subtotal + bill.tax WHEN part = 1 THEN round((bill.subtotal + bill.tax) / 2, 2)
            ELSE bill.subtotal + bill.tax - round((bill.subtotal + bill.tax) / 2, 2) END AS foreign_amount
  FROM done
  JOIN trade_total bill ON bill.number = done.invoice
WINDOW turn AS (ORDER BY done.invoice, done.part)
"""

SETTLED = """
CREATE TEMP TABLE trade_settled AS
SELECT bill.number, bill.base + bill.tax_base - sum(paid.amount) AS residual,
       bill.subtotal + bill.tax - sum(paid.foreign_amount) AS foreign_residual
  FROM trade_total bill
  JOIN trade_payment paid ON paid.invoice = bill.number
 GROUP BY bill.number, bill.base, bill.tax_base, bill.subtotal, bill.tax
"""

KEYS = {
    "trade_customer": "number",
    "trade_order": "number",
    "trade_line": "of_order",
    "trade_invoice": "number",
    "trade_item": "invoice",
    "trade_total": "number",
    "trade_payment": "invoice",
    "trade_settled": "number",
}


def tell(cr, facts, last_id):
    """Make the temporary tables.

    :param facts: end (date), customers, orders, products (numbers), usd (id), tax (percent)
    :param last_id: function of a table: the highest id that was given so far
    """
    facts = facts | {"days": DAYS, "partner": last_id("res_partner"), "order": last_id("sale_order")}
    facts |= {"line": last_id("sale_order_line"), "move": last_id("account_move"), "item": last_id("account_move_line")}
    for name, statement in (
        ("trade_customer", CUSTOMER),
        ("trade_order", ORDER),
        ("trade_line", LINE),
        ("trade_invoice", INVOICE),
        ("trade_item", ITEM),
    ):
        _make(cr, name, statement, facts)
    facts["tax_item"] = _highest(cr, "trade_item", facts["item"])
    invoices = _highest(cr, "trade_invoice", facts["move"]) - facts["move"]
    facts |= {"due_item": facts["tax_item"] + invoices, "payment": facts["move"] + invoices}
    for name, statement in (("trade_total", TOTAL), ("trade_payment", PAYMENT), ("trade_settled", SETTLED)):
        _make(cr, name, statement, facts)
    return facts | {"payment_item": facts["due_item"] + invoices}


def _make(cr, name, statement, facts):
    cr.execute(statement, facts)
    cr.execute(SQL("CREATE INDEX ON %s (%s)", SQL.identifier(name), SQL.identifier(KEYS[name])))
    cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))


def _highest(cr, name, otherwise):
    cr.execute(SQL("SELECT COALESCE(max(id), %s) FROM %s", otherwise, SQL.identifier(name)))
    return cr.fetchone()[0]
