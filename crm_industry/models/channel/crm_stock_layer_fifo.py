from odoo import api, models
from odoo.tools import SQL

# Beyond any quantity; numeric infinity is younger than some servers.
ENDLESS = 10**15


class CrmStockLayer(models.Model):
    """FIFO layers from done moves, for some products of a company with its branches, in a few statements.

    A *place* is a warehouse (its id) or a location on the way between warehouses (its negative id); the rest of the world is
    none. At each place the n-th unit that leaves is the n-th that came in, so what is on hand are the last ones that came in. Where a
    unit came in from another place, it is looked for there in the same way, until it came from outside.
    """

    _inherit = "crm.stock.layer"

    @api.model
    def _refresh_products(self, company, product_ids):
        """Replace the layers of these products in all warehouses of a company and its branches.

        Leaves the work tables of `_make_flows` behind until the end of the transaction.
        """
        self._make_flows(company, product_ids)
        self._make_positions()
        self._delete_layers(company, product_ids)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_stock_layer (product_id, warehouse_id, company_id, day, quantity)
                SELECT layer.product_id, layer.warehouse_id, company.id, day.day, SUM(layer.quantity)
                  FROM (%(moved)s UNION ALL %(undated)s UNION ALL %(tracked)s) layer
                  JOIN stock_warehouse warehouse ON warehouse.id = layer.warehouse_id
                  JOIN res_company company ON company.id = warehouse.company_id
                 CROSS JOIN LATERAL (
                    SELECT (layer.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.business_tz, 'UTC'))::date AS day) day
                 GROUP BY layer.product_id, layer.warehouse_id, company.id, day.day
                HAVING SUM(layer.quantity) > 0
                """,
                moved=self._moved_query(),
                undated=self._undated_query(),
                tracked=self._tracked_query(),
            )
        )
        self.invalidate_model()

    @api.model
    def _delete_layers(self, company, product_ids):
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_stock_layer USING res_company company"
                " WHERE company.id = crm_stock_layer.company_id AND company.parent_path LIKE %s"
                " AND crm_stock_layer.product_id = ANY(%s)",
                company.parent_path + "%",
                list(product_ids),
            )
        )

    # -- what moved ----------------------------------------------------------------------------------------------------

    @api.model
    def _make_flows(self, company, product_ids):
        """Work tables: places of locations, moves from place to place, what is on hand in warehouses."""
        for model in ("stock.move.line", "stock.move", "stock.quant", "stock.location", "stock.warehouse", "product.template"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL("DROP TABLE IF EXISTS crm_stock_place, crm_stock_flow, crm_stock_shelf, crm_stock_entry, crm_stock_exit")
        )
        for statement in (self._place_query(company), self._flow_query(product_ids), self._shelf_query(product_ids)):
            self.env.cr.execute(statement)
        self.env.cr.execute(SQL("ANALYZE crm_stock_place, crm_stock_flow, crm_stock_shelf"))

    @api.model
    def _place_query(self, company):
        """Locations without a company lie between companies: for a tree of branches they are on the way."""
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_place ON COMMIT DROP AS
            SELECT location.id, location.usage,
                   CASE WHEN location.usage = 'internal' AND own.id IS NOT NULL THEN own.id
                        WHEN location.usage = 'internal' AND location.warehouse_id IS NULL AND inside.id IS NOT NULL
                        THEN -location.id
                        WHEN location.usage = 'transit' AND (location.company_id IS NULL OR inside.id IS NOT NULL)
                        THEN -location.id END AS place
              FROM stock_location location
              LEFT JOIN res_company inside ON inside.id = location.company_id AND inside.parent_path LIKE %(tree)s
              LEFT JOIN (SELECT warehouse.id FROM stock_warehouse warehouse
                           JOIN res_company company ON company.id = warehouse.company_id
                          WHERE company.parent_path LIKE %(tree)s) own ON own.id = location.warehouse_id
            """,
            tree=company.parent_path + "%",
        )

    @api.model
    def _flow_query(self, product_ids):
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_flow ON COMMIT DROP AS
            SELECT line.id, line.product_id, line.date, line.quantity_product_uom::numeric AS quantity,
                   source.place AS place_from, source.usage AS usage_from, target.place AS place_to, target.usage AS usage_to
              FROM stock_move_line line
              JOIN crm_stock_place source ON source.id = line.location_id
              JOIN crm_stock_place target ON target.id = line.location_dest_id
             WHERE line.state = 'done' AND line.product_id = ANY(%s) AND line.owner_id IS NULL
               AND line.quantity_product_uom > 0 AND source.place IS DISTINCT FROM target.place
            """,
            list(product_ids),
        )

    @api.model
    def _shelf_query(self, product_ids):
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_shelf ON COMMIT DROP AS
            SELECT quant.product_id, place.place AS warehouse_id, SUM(quant.quantity)::numeric AS quantity,
                   MIN(quant.in_date) AS oldest, BOOL_OR(template.tracking <> 'none') AS tracked
              FROM stock_quant quant
              JOIN crm_stock_place place ON place.id = quant.location_id AND place.place > 0
              JOIN product_product product ON product.id = quant.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE quant.product_id = ANY(%s) AND quant.owner_id IS NULL AND template.is_storable
             GROUP BY quant.product_id, place.place
            HAVING SUM(quant.quantity) > 0
            """,
            list(product_ids),
        )

    # -- which unit is which -------------------------------------------------------------------------------------------

    @api.model
    def _make_positions(self):
        """Work tables: from which to which unit of a place a move brought in or took out.

        The last entry of each place is one to come, for units that left before they arrived.
        """
        for statement in (
            SQL(
                """
                CREATE TEMPORARY TABLE crm_stock_entry ON COMMIT DROP AS
                SELECT id, product_id, place_to AS place, date, place_from AS origin,
                       SUM(quantity) OVER past - quantity AS start, SUM(quantity) OVER past AS stop
                  FROM crm_stock_flow WHERE place_to IS NOT NULL
                WINDOW past AS (PARTITION BY product_id, place_to ORDER BY date, id)
                """
            ),
            SQL(
                """
                CREATE TEMPORARY TABLE crm_stock_exit ON COMMIT DROP AS
                SELECT id, product_id, place_from AS place, SUM(quantity) OVER past - quantity AS start
                  FROM crm_stock_flow WHERE place_from IS NOT NULL
                WINDOW past AS (PARTITION BY product_id, place_from ORDER BY date, id)
                """
            ),
            SQL(
                """
                INSERT INTO crm_stock_entry (product_id, place, date, start, stop)
                SELECT product_id, place, 'infinity', MAX(stop), %s FROM (
                    SELECT product_id, place, stop FROM crm_stock_entry UNION ALL SELECT product_id, place, 0 FROM crm_stock_exit
                    ) known GROUP BY product_id, place
                """,
                ENDLESS,
            ),
            SQL("CREATE INDEX ON crm_stock_entry (product_id, place, start)"),
            SQL("CREATE INDEX ON crm_stock_exit (id)"),
            SQL("ANALYZE crm_stock_entry, crm_stock_exit"),
        ):
            self.env.cr.execute(statement)

    @api.model
    def _moved_query(self):
        """Rows product_id, warehouse_id, date, quantity of untracked goods on hand, followed back to where they came in.

        Each step leads to an earlier move, so it ends. Units that left a place before any had come in have the date of
        that transfer.
        """
        return SQL(
            """
            (WITH RECURSIVE piece AS (
                SELECT entry.product_id, shelf.warehouse_id, entry.id, entry.date, entry.origin, entry.start AS line_start,
                       GREATEST(entry.start, total.start - shelf.quantity) AS start, entry.stop
                  FROM crm_stock_shelf shelf
                  JOIN crm_stock_entry total ON total.product_id = shelf.product_id AND total.place = shelf.warehouse_id
                   AND total.id IS NULL
                  JOIN crm_stock_entry entry ON entry.product_id = shelf.product_id AND entry.place = shelf.warehouse_id
                   AND entry.stop > total.start - shelf.quantity AND entry.id IS NOT NULL
                 WHERE NOT shelf.tracked
                UNION ALL
                SELECT piece.product_id, piece.warehouse_id,
                       CASE WHEN known.earlier THEN entry.id ELSE piece.id END,
                       CASE WHEN known.earlier THEN entry.date ELSE piece.date END,
                       CASE WHEN known.earlier THEN entry.origin END, entry.start,
                       GREATEST(entry.start, departure.start + piece.start - piece.line_start),
                       LEAST(entry.stop, departure.start + piece.stop - piece.line_start)
                  FROM piece
                  JOIN crm_stock_exit departure ON departure.id = piece.id
                  JOIN crm_stock_entry entry ON entry.product_id = piece.product_id AND entry.place = piece.origin
                   AND entry.start < departure.start + piece.stop - piece.line_start
                   AND entry.stop > departure.start + piece.start - piece.line_start
                 CROSS JOIN LATERAL (
                    SELECT entry.id IS NOT NULL AND (entry.date, entry.id) < (piece.date, piece.id) AS earlier) known
                 WHERE piece.origin IS NOT NULL
            )
            SELECT product_id, warehouse_id, date, stop - start AS quantity FROM piece WHERE origin IS NULL)
            """
        )

    @api.model
    def _undated_query(self):
        """Untracked goods on hand that no move brought: of the oldest date of their stock."""
        return SQL(
            """
            SELECT shelf.product_id, shelf.warehouse_id, shelf.oldest, shelf.quantity - COALESCE(total.start, 0)
              FROM crm_stock_shelf shelf
              LEFT JOIN crm_stock_entry total ON total.product_id = shelf.product_id AND total.place = shelf.warehouse_id
               AND total.id IS NULL
             WHERE NOT shelf.tracked AND shelf.quantity > COALESCE(total.start, 0)
            """
        )

    @api.model
    def _tracked_query(self):
        """Lots and serials by the date of their stock; what is missing elsewhere in the warehouse is taken from the oldest."""
        return SQL(
            """
            SELECT product_id, warehouse_id, in_date, stop - GREATEST(start, missing) FROM (
                SELECT quant.product_id, shelf.warehouse_id, quant.in_date,
                       SUM(quant.quantity) OVER past - quant.quantity AS start, SUM(quant.quantity) OVER past AS stop,
                       SUM(quant.quantity) OVER (PARTITION BY quant.product_id, shelf.warehouse_id) - shelf.quantity AS missing
                  FROM stock_quant quant
                  JOIN crm_stock_place place ON place.id = quant.location_id
                  JOIN crm_stock_shelf shelf ON shelf.product_id = quant.product_id AND shelf.warehouse_id = place.place
                   AND shelf.tracked
                 WHERE quant.quantity > 0 AND quant.owner_id IS NULL
                WINDOW past AS (PARTITION BY quant.product_id, shelf.warehouse_id ORDER BY quant.in_date, quant.id)
            ) quant WHERE stop > missing
            """
        )
