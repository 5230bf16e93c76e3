from odoo import api, models
from odoo.tools import SQL


class CrmChannelReport(models.Model):
    """What we delivered to dealers and got back: the other side of their reports."""

    _inherit = "crm.channel.report"

    @api.model
    def _deliveries_query(self, company, partners=None, until=None):
        """SELECT of done movements of goods between us and dealers, one row a movement.

        Only the step that reaches the customer counts, whatever the number of steps and the warehouse. The dealer is the one
        who ordered, else the one whom the transfer names. Call `_flush_deliveries` before the query is run.

        Columns: partner_id (commercial partner), product_id, day (in the company's time zone), quantity (in the product's
        unit, above zero), direction (1 delivered, -1 came back), price (net of the order for the product's unit in company
        currency, or null), move_id.

        :param company: the company at the root of the branch tree; its branches count with it
        :param SQL partners: query of the dealers; None: everybody
        :param until: last day
        """
        return SQL(
            """
            SELECT owner.commercial_partner_id AS partner_id, m.product_id, m.id AS move_id, %(columns)s,
                   CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END AS direction
              FROM stock_move m
              JOIN stock_location place ON place.id = m.location_id
              JOIN stock_location target ON target.id = m.location_dest_id
              JOIN product_product p ON p.id = m.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom pu ON pu.id = t.uom_id
              JOIN uom_uom mu ON mu.id = m.product_uom
              LEFT JOIN stock_picking k ON k.id = m.picking_id
              LEFT JOIN sale_order_line ol ON ol.id = m.sale_line_id
              LEFT JOIN sale_order o ON o.id = ol.order_id
              LEFT JOIN uom_uom lu ON lu.id = ol.product_uom_id
              JOIN res_partner owner ON owner.id = COALESCE(o.partner_id, m.partner_id, k.partner_id)
             WHERE m.state = 'done' AND m.company_id = ANY(%(branches)s)
               AND (place.usage = 'customer') <> (target.usage = 'customer')
               AND m.id NOT IN (%(round_trips)s) AND %(asked)s AND %(passed)s
            """,
            round_trips=self.env["stock.move"]._round_trips_query(),
            columns=self._delivery_columns(company),
            branches=company._credit_branches().ids,
            asked=self._of_dealers(partners) if partners else SQL("TRUE"),
            passed=self._until(company, until),
        )

    @api.model
    def _of_dealers(self, partners):
        """Condition for the movements of some dealers: each of the three ways to them has an index, which COALESCE has not."""
        return SQL(
            """
            owner.commercial_partner_id IN (%(partners)s) AND m.id IN (
                SELECT s.id FROM stock_move s JOIN res_partner c ON c.id = s.partner_id
                 WHERE c.commercial_partner_id IN (%(partners)s)
                UNION
                SELECT s.id FROM stock_move s JOIN stock_picking g ON g.id = s.picking_id
                  JOIN res_partner c ON c.id = g.partner_id
                 WHERE c.commercial_partner_id IN (%(partners)s)
                UNION
                SELECT s.id FROM stock_move s JOIN sale_order_line sl ON sl.id = s.sale_line_id
                  JOIN sale_order so ON so.id = sl.order_id JOIN res_partner c ON c.id = so.partner_id
                 WHERE c.commercial_partner_id IN (%(partners)s)
            )
            """,
            partners=partners,
        )

    @api.model
    def _delivery_columns(self, company):
        """Day, quantity and price of a movement."""
        return SQL(
            "(m.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day,"
            " round((m.quantity * mu.factor / pu.factor)::numeric, %s) AS quantity,"
            " (ol.price_subtotal / NULLIF(ol.product_uom_qty, 0) * pu.factor / lu.factor"
            " / NULLIF(o.currency_rate, 0)::numeric) AS price",
            company.sudo().business_tz or "UTC",
            self.env["decimal.precision"].precision_get("Product Unit"),
        )

    @api.model
    def _moved(self, company, dealer, first, last):
        """Return {product id: (delivered, came back)} of one dealer in a period; with full rights."""
        self._flush_deliveries()
        rows = self.env.execute_query(
            SQL(
                "SELECT product_id, COALESCE(sum(quantity) FILTER (WHERE direction > 0), 0)::float,"
                " COALESCE(sum(quantity) FILTER (WHERE direction < 0), 0)::float FROM (%s) moved WHERE day BETWEEN %s AND %s"
                " GROUP BY product_id",
                self._deliveries_query(company, SQL("SELECT %s", dealer.id), last),
                first,
                last,
            )
        )
        return {product: (delivered, back) for product, delivered, back in rows}

    @api.model
    def _delivered_products(self, company, dealer):
        """Return the ids of the products that one dealer ever got; with full rights."""
        self._flush_deliveries()
        moved = self._deliveries_query(company, SQL("SELECT %s", dealer.id))
        return [row[0] for row in self.env.execute_query(SQL("SELECT DISTINCT product_id FROM (%s) moved", moved))]

    @api.model
    def _until(self, company, day):
        """Condition for movements until the end of a day of the company."""
        if not day:
            return SQL("TRUE")
        return SQL(
            "m.date < ((%s::date + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')", day, company.sudo().business_tz or "UTC"
        )

    @api.model
    def _flush_deliveries(self):
        """Write pending changes of everything that `_deliveries_query` reads."""
        reads = {
            "stock.move": [
                "company_id", "date", "location_dest_id", "location_id", "partner_id", "picking_id", "product_id", "product_uom",
                "quantity", "sale_line_id", "state",
            ],
            "stock.picking": ["partner_id"],
            "stock.location": ["usage"],
            "sale.order": ["currency_rate", "partner_id"],
            "sale.order.line": ["order_id", "price_subtotal", "product_uom_id", "product_uom_qty"],
            "product.product": ["product_tmpl_id"],
            "product.template": ["uom_id", "list_price"],
            "uom.uom": ["factor"],
            "res.partner": ["commercial_partner_id"],
        }  # fmt: skip
        for model, names in reads.items():
            self.env[model].flush_model(names)
