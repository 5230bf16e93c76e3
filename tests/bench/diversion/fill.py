"""In Odoo: a company whose serial numbers were shipped to dealers and seen since, with goods that went astray."""

from ..trade.bulk import WithoutIndexes, check_foreign_keys, insert, make_chance, move_sequences, skip_foreign_keys
from . import EVENTS
from .market import make_market
from .prototypes import prototype_rows

FILLED = ("stock_lot", "stock_picking", "stock_move", "stock_move_line", "crm_serial_event")
OF_A_DELIVERY = 20  # serial numbers

# The number of a delivery tells its dealer (some buy much more than others), its product and its time.
DELIVERIES = """
CREATE TEMP TABLE bench_delivery AS
SELECT n AS number, picking0 + n AS picking, move0 + n AS move, dealer.id AS dealer, dealer.number AS dealer_number,
       product.id AS product,
       date_trunc('second', %(now)s::timestamp - interval '179 days'
                  * CASE WHEN dealer.number %% 10 = 3 THEN pg_temp.chance(n, 3) ^ 3 ELSE pg_temp.chance(n, 3) END
                  - interval '1 day') AS shipped_on
  FROM generate_series(1, %(deliveries)s) n
  CROSS JOIN (SELECT COALESCE(pg_sequence_last_value('stock_picking_id_seq'), 0) AS picking0,
                     COALESCE(pg_sequence_last_value('stock_move_id_seq'), 0) AS move0) last
  JOIN unnest(%(dealers)s) WITH ORDINALITY AS dealer (id, number)
    ON dealer.number = 1 + floor(%(dealer_count)s * pg_temp.chance(n, 1) ^ 1.5)
  JOIN unnest(%(products)s) WITH ORDINALITY AS product (id, number)
    ON product.number = 1 + floor(%(product_count)s * pg_temp.chance(n, 2))
"""
# Some come back after a while, and half of these go to another dealer.
LOTS = """
CREATE TEMP TABLE bench_lot AS
SELECT n AS number, lot0 + n AS id, delivery.product, delivery.picking, delivery.move, delivery.dealer, delivery.dealer_number,
       delivery.shipped_on, 'SN' || lpad(n::text, 8, '0') AS code,
       CASE WHEN n %% 50 = 7 THEN delivery.shipped_on + interval '20 days' END AS back_on,
       again.picking AS again_picking, again.move AS again_move, delivery.shipped_on + interval '30 days' AS again_on
  FROM generate_series(1, %(serials)s) n
  CROSS JOIN (SELECT COALESCE(pg_sequence_last_value('stock_lot_id_seq'), 0) AS lot0) last
  JOIN bench_delivery delivery ON delivery.number = 1 + (n - 1) / %(size)s
  LEFT JOIN bench_delivery again ON n %% 100 = 7 AND again.product = delivery.product
   AND again.number = 1 + floor(pg_temp.chance(n, 4) * %(deliveries)s)
"""
# What was seen: mostly in the dealer's city after the delivery, and some codes that nobody knows.
EVENTS_TABLE = """
CREATE TEMP TABLE bench_event AS
SELECT step AS number, lot.id AS lot, COALESCE(lot.code, 'XX' || step) AS code,
       CASE WHEN kinds.kind = 'activation' AND lot.dealer_number %% 10 = 3 THEN 'scan' ELSE kinds.kind END AS kind,
       CASE WHEN lot.id IS NULL OR pg_temp.chance(step, 15) > 0.96 THEN (%(dealers)s)[other]
            WHEN kinds.kind IN ('receipt', 'stock_check') THEN lot.dealer END AS dealer,
       CASE WHEN lot.id IS NULL THEN (%(cities)s)[other]
            WHEN lot.number %% 400 = 0 OR pg_temp.chance(step, 16) < 0.05 THEN (%(cities)s)[elsewhere]
            WHEN pg_temp.chance(step, 17) < 0.02 THEN (%(provinces)s)[1 + (lot.dealer_number - 1) %% %(province_count)s]
            WHEN pg_temp.chance(step, 17) < 0.99 THEN (%(cities)s)[lot.dealer_number] END AS region,
       CASE WHEN lot.id IS NULL THEN date_trunc('second', %(now)s - interval '170 days' * pg_temp.chance(step, 18))
            WHEN lot.number %% 400 = 0 THEN lot.shipped_on + interval '6 hours' * pg_temp.chance(step, 18)
            WHEN pg_temp.chance(step, 19) < 0.01 THEN lot.shipped_on - interval '5 days'
            ELSE date_trunc('second', lot.shipped_on + (%(now)s - lot.shipped_on) * (pg_temp.chance(step, 20) ^ 2)) END AS seen_on
  FROM (SELECT step, 1 + floor(%(serials)s * pg_temp.chance(step, 10)) AS lot_number,
               1 + floor(%(dealer_count)s * pg_temp.chance(step, 13))::int AS elsewhere,
               1 + floor(%(dealer_count)s * pg_temp.chance(step, 14))::int AS other
          FROM generate_series(1, %(events)s) step) made
  LEFT JOIN bench_lot lot ON lot.number = made.lot_number AND pg_temp.chance(step, 11) > 0.02
 CROSS JOIN LATERAL (SELECT (ARRAY['receipt', 'activation', 'scan', 'scan', 'stock_check', 'after_sales'])
                            [1 + floor(6 * pg_temp.chance(step, 12))] AS kind) kinds
"""


def run(env, serials, dealers=200, seed=1):
    """Fill the database. Nobody else may write to it meanwhile; the same seed makes the same data, counted from today.

    :param serials: shipped serial numbers; there are EVENTS times as many events
    :return: {"company": id}
    """
    market = make_market(env, dealers)
    env, cr = market.company.env, env.cr
    rows, facts = prototype_rows(market), _facts(market, serials)
    make_chance(cr, seed)
    skip_foreign_keys(cr)
    with WithoutIndexes(cr, FILLED):
        _goods(cr, rows, facts)
        _events(cr, rows["event"], facts)
    check_foreign_keys(cr)
    move_sequences(cr, FILLED[:-1])
    cr.execute("ANALYZE")
    env.invalidate_all(flush=False)
    return {"company": market.company.id}


def _facts(market, serials):
    """:return: what the statements need to know"""
    return {
        "now": market.company.env.cr.now(),
        "serials": serials,
        "events": EVENTS * serials,
        "size": OF_A_DELIVERY,
        "deliveries": -(-serials // OF_A_DELIVERY),
        "dealers": market.dealers.ids,
        "dealer_count": len(market.dealers),
        "cities": market.cities.ids,
        "provinces": market.provinces.ids,
        "province_count": len(market.provinces),
        "products": market.products.ids,
        "product_count": len(market.products),
    }


def _goods(cr, rows, facts):
    """Serial numbers, their deliveries, returns, and deliveries once more."""
    for statement in (DELIVERIES, LOTS, "ANALYZE bench_delivery", "ANALYZE bench_lot"):
        cr.execute(statement, facts)
    columns = {"id": "id", "product_id": "product", "name": "code"}
    insert(cr, "stock_lot", rows["lot"], columns, "bench_lot")
    times = {"date_done": "shipped_on", "write_date": "shipped_on"}
    name = {"id": "picking", "name": "'BENCH/OUT/' || picking", "partner_id": "dealer"}
    insert(cr, "stock_picking", rows["picking"], name | times, "bench_delivery")
    move = {"id": "move", "picking_id": "picking", "product_id": "product", "partner_id": "dealer"}
    insert(cr, "stock_move", rows["move"], move | {"date": "shipped_on", "write_date": "shipped_on"}, "bench_delivery")
    line = {"lot_id": "id", "product_id": "product"}
    out = line | {"move_id": "move", "picking_id": "picking", "date": "shipped_on", "write_date": "shipped_on"}
    insert(cr, "stock_move_line", rows["line"], out, "bench_lot")
    came_back = "bench_lot WHERE back_on < now()"
    back = line | {"move_id": "NULL::int", "picking_id": "NULL::int", "date": "back_on", "write_date": "back_on"}
    insert(cr, "stock_move_line", rows["back"], back, came_back)
    again = {"move_id": "again_move", "picking_id": "again_picking", "date": "again_on", "write_date": "again_on"}
    insert(cr, "stock_move_line", rows["line"], line | again, "bench_lot WHERE again_move IS NOT NULL AND again_on < now()")


def _events(cr, prototype, facts):
    cr.execute(EVENTS_TABLE, facts)
    columns = {
        "lot_id": "lot",
        "code": "code",
        "kind": "kind",
        "dealer_id": "dealer",
        "region_id": "region",
        "event_time": "seen_on",
        "external_id": "'bench-' || number",
    }
    insert(cr, "crm_serial_event", prototype, columns, "bench_event ORDER BY number")
