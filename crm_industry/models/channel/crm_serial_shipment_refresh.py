from odoo import api, models
from odoo.tools import SQL

LOTS_A_PIECE = 50_000
# The planner is told about so many new rows before they are read.
MANY_ROWS = 5_000
SOURCES = {
    "stock.move.line": ["state", "lot_id", "date", "quantity", "location_id", "location_dest_id", "picking_id", "move_id"],
    "stock.move": ["sale_line_id", "partner_id"],
    "stock.picking": ["partner_id"],
    "stock.location": ["usage"],
    "sale.order.line": ["order_id"],
    "sale.order": ["partner_id"],
    "res.partner": ["commercial_partner_id"],
    "stock.lot": ["name", "company_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["tracking", "categ_id", "channel_brand_id"],
}


class CrmSerialShipment(models.Model):
    """How shipped serial numbers are read from the stock moves."""

    _inherit = "crm.serial.shipment"

    @api.model
    def _refresh_piece(self, company, since, after, judged):
        """Bring the next serial numbers of a company in step that moved since a moment.

        :param company: root of a branch tree
        :param since: datetime, by the moves' time of change; False: all moves there are
        :param after: id of the last serial number that is done, 0 at first
        :param judged: id of the last serial event that has been looked at
        :return: id of the last serial number now done, None when there are no more
        """
        for name, names in SOURCES.items():
            self.env[name].flush_model(names)
        branches = company._credit_branches().ids
        moved = SQL(
            "state = 'done' AND lot_id > %s AND company_id = ANY(%s) AND %s",
            after,
            branches,
            SQL("write_date >= %s", since) if since else SQL("TRUE"),
        )
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT max(lot_id) FROM (SELECT DISTINCT lot_id FROM stock_move_line WHERE %s ORDER BY 1 LIMIT %s) piece",
                moved,
                LOTS_A_PIECE,
            )
        )
        if last is None:
            return None
        moved = SQL("%s AND lot_id <= %s", moved, last)
        self.env["crm.serial.event"]._recognise(company, branches, SQL("SELECT lot_id FROM stock_move_line WHERE %s", moved))
        self.env.cr.execute(self._write_query(company, branches, moved, judged))
        if self.env.cr.rowcount >= MANY_ROWS:
            self.env.cr.execute(SQL("ANALYZE crm_serial_shipment"))
        self.invalidate_model()
        return last

    @api.model
    def _write_query(self, company, branches, moved, judged):
        """SQL: write the shipments of the serial numbers of the move lines that meet the condition ``moved``.

        What is new or changed of serial numbers with events up to ``judged`` is marked, for these to be looked at again.
        """
        return SQL(
            """
            INSERT INTO crm_serial_shipment AS old (company_id, lot_id, product_id, categ_id, brand_id, move_line_id, picking_id,
                                                    dealer_id, shipped_on, ship_day, ended_on, judge_again)
            SELECT %(company)s, s.lot_id, s.product_id, s.categ_id, s.channel_brand_id, s.id, s.picking_id,
                   coalesce(buyer.commercial_partner_id, receiver.commercial_partner_id), s.date,
                   (s.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, s.ended_on,
                   %(judged)s > 0 AND EXISTS (
                       SELECT FROM crm_serial_event e
                        WHERE e.lot_id = s.lot_id AND e.company_id = %(company)s AND e.id <= %(judged)s
                   )
              FROM (%(spans)s) s
              LEFT JOIN stock_move move ON move.id = s.move_id
              LEFT JOIN stock_picking picking ON picking.id = s.picking_id
              LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
              LEFT JOIN sale_order sale ON sale.id = line.order_id
              LEFT JOIN res_partner buyer ON buyer.id = sale.partner_id
              LEFT JOIN res_partner receiver ON receiver.id = coalesce(move.partner_id, picking.partner_id)
             WHERE s.goes_out
            ON CONFLICT (move_line_id) DO UPDATE
               SET ended_on = EXCLUDED.ended_on, dealer_id = EXCLUDED.dealer_id, shipped_on = EXCLUDED.shipped_on,
                   ship_day = EXCLUDED.ship_day, picking_id = EXCLUDED.picking_id,
                   judge_again = old.judge_again OR EXCLUDED.judge_again
             WHERE (old.ended_on, old.dealer_id, old.shipped_on, old.picking_id)
                   IS DISTINCT FROM (EXCLUDED.ended_on, EXCLUDED.dealer_id, EXCLUDED.shipped_on, EXCLUDED.picking_id)
            """,
            company=company.id,
            judged=judged,
            zone=company.sudo().business_tz or "UTC",
            spans=self._spans_query(branches, moved),
        )

    @api.model
    def _spans_query(self, branches, moved):
        """SQL: the done moves of the serial numbers to and from customers, each with the time of the next one.

        Deliveries, drop-shipments and returns of all kinds are what their locations say. Lots of several articles may be
        with several customers at once: only serial numbers count.
        """
        return SQL(
            """
            SELECT l.id, l.lot_id, l.product_id, m.categ_id, m.channel_brand_id, l.move_id, l.picking_id, l.date,
                   target.usage = 'customer' AS goes_out,
                   lead(l.date) OVER (PARTITION BY l.lot_id ORDER BY l.date, l.id) AS ended_on
              FROM stock_move_line l
              JOIN stock_location origin ON origin.id = l.location_id
              JOIN stock_location target ON target.id = l.location_dest_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template m ON m.id = p.product_tmpl_id AND m.tracking = 'serial'
             WHERE l.state = 'done' AND l.quantity > 0 AND l.company_id = ANY(%s)
               AND (origin.usage = 'customer') <> (target.usage = 'customer')
               AND l.lot_id IN (SELECT lot_id FROM stock_move_line WHERE %s) AND (l.move_id IN (%s)) IS NOT TRUE
            """,
            branches,
            moved,
            self.env["stock.move"]._round_trips_query(),
        )
