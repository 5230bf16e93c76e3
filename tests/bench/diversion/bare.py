"""The bare SQL that the detection is compared with: what it writes and its time.

Written from the definition of the rules, apart from the detection's own queries; keep it so. It looks at all events there
are, of a company that nothing has been found in, by its rules as they are shipped with the product.

Parameters: company, zone, now, today, user, uid, R1 to R5 (ids of the rules).
"""

SHIPPED = """
INSERT INTO crm_serial_shipment (company_id, lot_id, product_id, categ_id, brand_id, move_line_id, picking_id, dealer_id,
                                 shipped_on, ship_day, ended_on)
SELECT %(company)s, trip.lot_id, trip.product_id, template.categ_id, template.channel_brand_id, trip.id, trip.picking_id,
       COALESCE(buyer.commercial_partner_id, receiver.commercial_partner_id), trip.date,
       (trip.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, trip.following
  FROM (SELECT line.*, target.usage,
               LEAD(line.date) OVER (PARTITION BY line.lot_id ORDER BY line.date, line.id) AS following
          FROM stock_move_line line
          JOIN stock_location source ON source.id = line.location_id
          JOIN stock_location target ON target.id = line.location_dest_id
         WHERE line.state = 'done' AND line.company_id = %(company)s AND line.lot_id IS NOT NULL AND line.quantity > 0
           AND (source.usage = 'customer') <> (target.usage = 'customer')) trip
  JOIN product_product product ON product.id = trip.product_id
  JOIN product_template template ON template.id = product.product_tmpl_id
  LEFT JOIN stock_move move ON move.id = trip.move_id
  LEFT JOIN stock_picking picking ON picking.id = trip.picking_id
  LEFT JOIN sale_order_line sold ON sold.id = move.sale_line_id
  LEFT JOIN sale_order sale ON sale.id = sold.order_id
  LEFT JOIN res_partner buyer ON buyer.id = sale.partner_id
  LEFT JOIN res_partner receiver ON receiver.id = COALESCE(move.partner_id, picking.partner_id)
 WHERE trip.usage = 'customer' AND template.tracking = 'serial'
"""
# Each event with the delivery by which the article was with a dealer then.
SEEN = """
CREATE TEMP TABLE bare_seen ON COMMIT DROP AS
SELECT event.id, event.lot_id, event.code, event.kind, event.dealer_id AS found_at, event.region_id, event.event_time,
       (event.event_time AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
       trip.id AS shipment, trip.dealer_id AS dealer, trip.categ_id, trip.brand_id, trip.ship_day
  FROM crm_serial_event event
  LEFT JOIN crm_serial_shipment trip ON trip.lot_id = event.lot_id AND trip.company_id = %(company)s
   AND trip.shipped_on <= event.event_time AND COALESCE(trip.ended_on, 'infinity') > event.event_time
 WHERE event.company_id = %(company)s
"""
FINDING = """
INSERT INTO crm_diversion_finding (company_id, rule_id, reason, event_id, lot_id, code, shipment_id, dealer_id, agreement_id,
                                   victim_id, found_at_id, region_id, event_time, units, figures)
"""
# Places are few: what is asked of each sort of goods in each region, once.
PLACES = """
CREATE TEMP TABLE bare_place ON COMMIT DROP AS
SELECT place.*, EXISTS (
           SELECT FROM crm_dealer_coverage cell
            WHERE cell.company_id = %(company)s AND cell.dealer_id = place.dealer
              AND (cell.region_id = place.region_id OR cell.region_id IN (
                   SELECT part.id FROM crm_region part JOIN crm_region above ON above.id = place.region_id
                    WHERE starts_with(part.parent_path, above.parent_path)))
              AND COALESCE(cell.categ_id, place.categ_id) IS NOT DISTINCT FROM place.categ_id
              AND (cell.brand_id IS NULL OR cell.brand_id = place.brand_id)
              AND place.ship_day BETWEEN cell.date_from AND cell.date_to) AS inside
  FROM (SELECT DISTINCT dealer, region_id, categ_id, brand_id, ship_day FROM bare_seen
         WHERE dealer IS NOT NULL AND region_id IS NOT NULL) place
"""
OUTSIDE = """
SELECT %(company)s, %(R1)s, 'outside_coverage', seen.id, seen.lot_id, seen.code, seen.shipment, seen.dealer,
       contract.agreement_id, victim.dealer_id, seen.found_at, seen.region_id, seen.event_time, 1, NULL
  FROM bare_seen seen
  JOIN bare_place place ON NOT place.inside AND place.dealer = seen.dealer AND place.region_id = seen.region_id
   AND place.categ_id = seen.categ_id AND place.brand_id IS NOT DISTINCT FROM seen.brand_id AND place.ship_day = seen.ship_day
  JOIN LATERAL (
       SELECT own.id AS agreement_id FROM crm_dealer_agreement own
        WHERE own.dealer_id = seen.dealer AND own.company_id = %(company)s AND own.state = 'active'
          AND seen.ship_day BETWEEN own.date_from AND own.date_to
        ORDER BY own.date_from DESC, own.id DESC LIMIT 1) contract ON TRUE
  LEFT JOIN LATERAL (
       SELECT cell.dealer_id FROM crm_dealer_coverage cell
        WHERE cell.company_id = %(company)s AND cell.region_id = seen.region_id AND cell.dealer_id <> seen.dealer
          AND (cell.categ_id IS NULL OR cell.categ_id = seen.categ_id)
          AND (cell.brand_id IS NULL OR cell.brand_id = seen.brand_id) AND seen.day BETWEEN cell.date_from AND cell.date_to
        ORDER BY cell.exclusive DESC, cell.parent_agreement_id NULLS FIRST, cell.agreement_id LIMIT 1) victim ON TRUE
"""
OTHER = """
SELECT %(company)s, %(R2)s, 'other_dealer', seen.id, seen.lot_id, seen.code, seen.shipment, seen.dealer, NULL, NULL,
       seen.found_at, seen.region_id, seen.event_time, 1, NULL
  FROM bare_seen seen
  JOIN res_partner other ON other.id = seen.found_at
  JOIN crm_customer_type kind ON kind.id = other.channel_type_id AND kind.is_dealer
 WHERE seen.kind IN ('receipt', 'stock_check') AND seen.shipment IS NOT NULL AND seen.found_at <> seen.dealer
   AND NOT EXISTS (SELECT FROM crm_dealer_position place
                    WHERE place.partner_id = seen.found_at AND place.parent_dealer_id = seen.dealer
                      AND place.company_id = %(company)s
                      AND seen.day BETWEEN place.date_from AND COALESCE(place.date_to, 'infinity'))
"""
UNKNOWN = """
SELECT %(company)s, %(R3)s, CASE WHEN seen.lot_id IS NULL THEN 'unknown_code' ELSE 'not_shipped' END, seen.id, seen.lot_id,
       seen.code, NULL, seen.found_at, NULL, NULL, seen.found_at, seen.region_id, seen.event_time, 1, '{"tolerance": 24}'
  FROM bare_seen seen
 WHERE seen.shipment IS NULL
   AND NOT EXISTS (SELECT FROM crm_serial_shipment trip
                    WHERE trip.lot_id = seen.lot_id AND trip.company_id = %(company)s
                      AND seen.event_time BETWEEN trip.shipped_on - interval '24 hours'
                                              AND COALESCE(trip.ended_on, 'infinity') + interval '24 hours')
"""
CLONED = """
SELECT %(company)s, %(R4)s, 'cloned', seen.id, seen.lot_id, seen.code, seen.shipment, COALESCE(seen.dealer, seen.found_at), NULL,
       NULL, seen.found_at, seen.region_id, seen.event_time, 1, jsonb_build_object('regions', seen.regions, 'hours', 24)
  FROM (SELECT seen.*, (SELECT COUNT(DISTINCT earlier.region_id) FROM crm_serial_event earlier
                         WHERE earlier.company_id = %(company)s AND earlier.code = seen.code
                           AND earlier.event_time BETWEEN seen.event_time - interval '24 hours' AND seen.event_time) AS regions
          FROM bare_seen seen
         WHERE seen.region_id IS NOT NULL
           AND seen.code IN (SELECT code FROM bare_seen GROUP BY code HAVING COUNT(DISTINCT region_id) >= 3)) seen
 WHERE seen.regions >= 3
"""
GROWTH = """
SELECT %(company)s, %(R5)s, 'growth', NULL, NULL, to_char(%(today)s::date, 'YYYY-MM'), NULL, bought.dealer_id, NULL, NULL, NULL,
       dealer.channel_region_id, %(now)s, bought.now - COALESCE(used.units, 0),
       jsonb_build_object('shipped', bought.now, 'before', bought.before, 'days', 90, 'activated', COALESCE(used.units, 0))
  FROM (SELECT dealer_id, COUNT(*) FILTER (WHERE ship_day > %(today)s::date - 90) AS now,
               COUNT(*) FILTER (WHERE ship_day <= %(today)s::date - 90) AS before
          FROM crm_serial_shipment
         WHERE company_id = %(company)s AND ship_day > %(today)s::date - 180 AND ship_day <= %(today)s::date
         GROUP BY dealer_id) bought
  JOIN res_partner dealer ON dealer.id = bought.dealer_id
  LEFT JOIN (SELECT seen.dealer AS dealer_id, COUNT(DISTINCT seen.lot_id) AS units
               FROM bare_seen seen
               LEFT JOIN crm_diversion_finding wrong ON wrong.event_id = seen.id AND wrong.rule_id = %(R1)s
              WHERE seen.kind = 'activation' AND seen.ship_day > %(today)s::date - 90 AND seen.ship_day <= %(today)s::date
                AND wrong.id IS NULL
              GROUP BY 1) used USING (dealer_id)
 WHERE bought.before > 0 AND bought.now >= bought.before * 1.5 AND COALESCE(used.units, 0) < bought.now * 0.1
"""
# A code counts once for a suspect and whom or where it hurts. Rule, units, percent of a delivery of at least ten.
CASES = """
INSERT INTO crm_diversion_case (id, name, company_id, rule_id, dealer_id, victim_id, region_id, window_from, user_id, state,
                                create_uid, create_date, write_uid, write_date)
SELECT nextval('crm_diversion_case_id_seq'), 'DV/0000', %(company)s, rule_id, dealer_id, NULLIF(victim, 0), NULLIF(region, 0),
       MIN(event_time) - interval '90 days', %(user)s, 'suspected', %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM (
    SELECT code.*, sent.units AS sent,
           SUM(code.units) OVER (PARTITION BY code.rule_id, code.dealer_id, victim, region ORDER BY event_time
                                 RANGE BETWEEN interval '90 days' PRECEDING AND CURRENT ROW) AS so_far,
           COUNT(code.picking_id) OVER (PARTITION BY code.rule_id, code.dealer_id, victim, region, code.picking_id
                                 ORDER BY event_time RANGE BETWEEN interval '90 days' PRECEDING AND CURRENT ROW) AS together
      FROM (SELECT DISTINCT ON (rule_id, finding.dealer_id, victim, region, code) rule_id, finding.dealer_id, event_time, units,
                   trip.picking_id, victim, region
              FROM crm_diversion_finding finding
              LEFT JOIN crm_serial_shipment trip ON trip.id = finding.shipment_id
             CROSS JOIN LATERAL (SELECT COALESCE(victim_id, 0) AS victim,
                                        CASE WHEN victim_id IS NULL THEN COALESCE(region_id, 0) ELSE 0 END AS region) hurt
             WHERE finding.company_id = %(company)s AND finding.dealer_id IS NOT NULL
             ORDER BY rule_id, finding.dealer_id, victim, region, code, event_time) code
      LEFT JOIN (SELECT picking_id, COUNT(*) AS units FROM crm_serial_shipment GROUP BY 1) sent USING (picking_id)
  ) counted
  JOIN (VALUES (%(R1)s, 5, 10), (%(R2)s, 1, 0), (%(R3)s, 5, 0), (%(R4)s, 3, 0), (%(R5)s, 20, 0)) AS rule (rule_id, units, percent)
       USING (rule_id)
 WHERE so_far >= rule.units OR (rule.percent > 0 AND sent >= 10 AND together * 100 >= sent * rule.percent)
 GROUP BY rule_id, dealer_id, victim, region
"""
ATTACHED = """
UPDATE crm_diversion_finding finding SET case_id = opened.id
  FROM crm_diversion_case opened
 WHERE opened.company_id = %(company)s AND finding.company_id = %(company)s AND opened.rule_id = finding.rule_id
   AND opened.dealer_id = finding.dealer_id AND finding.event_time >= opened.window_from
   AND opened.victim_id IS NOT DISTINCT FROM finding.victim_id
   AND (finding.victim_id IS NOT NULL OR opened.region_id IS NOT DISTINCT FROM finding.region_id)
"""
FINDINGS = (OUTSIDE, OTHER, UNKNOWN, CLONED, GROWTH)
STATEMENTS = (
    SHIPPED,
    "ANALYZE crm_serial_shipment",
    SEEN,
    "ANALYZE bare_seen",
    PLACES,
    "ANALYZE bare_place",
    OUTSIDE,
    OTHER,
    UNKNOWN,
    CLONED,
    "ANALYZE crm_diversion_finding",
    GROWTH,
    CASES,
    ATTACHED,
)


def run(cr, parameters):
    """Write the shipments, findings and cases of a company."""
    cr.execute("SET LOCAL jit = off")
    for statement in STATEMENTS:
        cr.execute(FINDING + statement if statement in FINDINGS else statement, parameters)
