"""In Odoo: what the detection writes against the bare SQL, row by row."""

from odoo.tools import SQL

from . import bare

# What is compared: ids that both give by themselves are left out or replaced by what they stand for.
ROWS = {
    "shipments": """
        SELECT lot_id, product_id, categ_id, brand_id, move_line_id, picking_id, dealer_id, shipped_on, ship_day, ended_on
          FROM crm_serial_shipment WHERE company_id = %(company)s
    """,
    "findings": """
        SELECT rule_id, reason, event_id, finding.lot_id, code, trip.move_line_id, finding.dealer_id, agreement_id, victim_id,
               found_at_id, region_id, event_time, units, COALESCE(figures, '{}') AS figures, case_id IS NULL AS free
          FROM crm_diversion_finding finding LEFT JOIN crm_serial_shipment trip ON trip.id = finding.shipment_id
         WHERE finding.company_id = %(company)s
    """,
    "cases": """
        SELECT opened.rule_id, opened.dealer_id, opened.victim_id, opened.region_id, window_from, user_id, state,
               COUNT(finding.id) AS findings, MD5(STRING_AGG(finding.event_id::text, ',' ORDER BY finding.event_id)) AS events
          FROM crm_diversion_case opened LEFT JOIN crm_diversion_finding finding ON finding.case_id = opened.id
         WHERE opened.company_id = %(company)s GROUP BY opened.id
    """,
}
FOUND = "SELECT reason, COUNT(*) FROM crm_diversion_finding WHERE company_id = %s GROUP BY 1 ORDER BY 1"


def differences(detection, parameters):
    """Detect by the product and by the bare SQL. Undo it afterwards.

    :return: (number of shipped serial numbers, {what: rows that differ, "found": {reason: findings}})
    """
    env, company = detection.env, detection.company_id
    detection._detect_now()
    env.flush_all()
    for what, rows in ROWS.items():
        name = SQL.identifier(f"ours_{what}")
        env.cr.execute(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", name, SQL(rows, company=company.id)))
    env.cr.execute(FOUND, [company.id])
    found = dict(env.cr.fetchall())
    env.cr.execute("TRUNCATE crm_diversion_finding, crm_diversion_case, crm_serial_shipment CASCADE")
    bare.run(env.cr, parameters)
    wrong = {what: _count(env.cr, f"ours_{what}", SQL(rows, company=company.id)) for what, rows in ROWS.items()}
    env.cr.execute("SELECT COUNT(DISTINCT lot_id) FROM crm_serial_shipment WHERE company_id = %s", [company.id])
    return env.cr.fetchone()[0], wrong | {"found": found}


def _count(cr, ours, bare_rows):
    """:return: rows that one has and the other has not, repeated ones counted"""
    mine = SQL("SELECT * FROM %s", SQL.identifier(ours))
    cr.execute(
        SQL(
            "SELECT (SELECT COUNT(*) FROM (%(a)s EXCEPT ALL %(b)s) x) + (SELECT COUNT(*) FROM (%(b)s EXCEPT ALL %(a)s) x)",
            a=mine,
            b=bare_rows,
        )
    )
    return cr.fetchone()[0]
