from odoo import api, models
from odoo.tools import SQL

# Beyond any quantity; numeric infinity is younger than some servers.
ENDLESS = 10**15


class CrmStockLayer(models.Model):
    """FIFO layers from done moves, for some products of a company with its branches, in a few statements.

    At each place the n-th unit that leaves is the n-th that came in, so what is on hand are the last ones that came in.
    Where a unit came in from another place, it is looked for there in the same way, until it came from outside.
    """

    _inherit = "crm.stock.layer"

    @api.model
    def _refresh_products(self, company, product_ids):
        """Replace the layers of these products in all warehouses of a company and its branches.

        Leaves the work tables of `_make_flows` behind until the end of the transaction.
        """
        self._make_flows(company, product_ids)
        self._make_positions()
        self._delete_figures(self._table, company, product_ids)
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

    # -- which unit is which -------------------------------------------------------------------------------------------

    @api.model
    def _make_positions(self):
        """Work tables: from which to which unit of a place a move brought in or took out, and where transfers took theirs from.

        The last entry of each place is one to come, for units that left before they arrived.
        """
        for statement in (
            self._entry_query(),
            self._exit_query(),
            self._coming_query(),
            SQL("CREATE INDEX ON crm_stock_entry (product_id, place)"),
            SQL("ANALYZE crm_stock_entry, crm_stock_exit"),
            self._source_query(),
            SQL("CREATE INDEX ON crm_stock_source (id)"),
            SQL("ANALYZE crm_stock_source"),
        ):
            self.env.cr.execute(statement)

    @api.model
    def _entry_query(self):
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_entry ON COMMIT DROP AS
            SELECT ROW_NUMBER() OVER (ORDER BY product_id, place_to, date, id) AS number, id, product_id, place_to AS place, date,
                   place_from AS origin, SUM(quantity) OVER past - quantity AS start, SUM(quantity) OVER past AS stop
              FROM crm_stock_flow WHERE place_to IS NOT NULL
            WINDOW past AS (PARTITION BY product_id, place_to ORDER BY date, id)
            """
        )

    @api.model
    def _exit_query(self):
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_exit ON COMMIT DROP AS
            SELECT ROW_NUMBER() OVER (ORDER BY product_id, place_from, date, id) AS number, id, product_id, place_from AS place,
                   date, place_to IS NOT NULL AS transfer,
                   SUM(quantity) OVER past - quantity AS start, SUM(quantity) OVER past AS stop
              FROM crm_stock_flow WHERE place_from IS NOT NULL
            WINDOW past AS (PARTITION BY product_id, place_from ORDER BY date, id)
            """
        )

    @api.model
    def _coming_query(self):
        return SQL(
            """
            INSERT INTO crm_stock_entry (number, product_id, place, date, start, stop)
            SELECT %(endless)s + ROW_NUMBER() OVER (), product_id, place, 'infinity', MAX(stop), %(endless)s FROM (
                SELECT product_id, place, stop FROM crm_stock_entry UNION ALL SELECT product_id, place, 0 FROM crm_stock_exit
                ) known GROUP BY product_id, place
            """,
            endless=ENDLESS,
        )

    @api.model
    def _source_query(self):
        """For each transfer, which of its units (first, last) were which of which entry (line_id, from line_first on).

        The axis of a place is cut wherever an entry or an exit begins; a piece belongs to the last of each that began (they
        are numbered in the order of the axis). A unit that left before it came has no entry: its line is the transfer itself.
        """
        return SQL(
            """
            CREATE TEMPORARY TABLE crm_stock_source ON COMMIT DROP AS
            SELECT departure.id, piece.start - departure.start AS first, piece.stop - departure.start AS last,
                   CASE WHEN known.earlier THEN entry.id ELSE departure.id END AS line_id,
                   CASE WHEN known.earlier THEN entry.date ELSE departure.date END AS date,
                   CASE WHEN known.earlier THEN entry.origin END AS origin, piece.start - entry.start AS line_first
              FROM (SELECT product_id, place, start, LEAD(start) OVER axis AS stop,
                           MAX(number) FILTER (WHERE entry) OVER axis AS entry,
                           MAX(number) FILTER (WHERE NOT entry) OVER axis AS exit
                      FROM (%s) cut WINDOW axis AS (PARTITION BY product_id, place ORDER BY start, entry)) piece
              JOIN crm_stock_exit departure ON departure.number = piece.exit AND departure.transfer
               AND departure.stop >= piece.stop
              JOIN crm_stock_entry entry ON entry.number = piece.entry
             CROSS JOIN LATERAL (
                SELECT entry.id IS NOT NULL AND (entry.date, entry.id) < (departure.date, departure.id) AS earlier) known
             WHERE piece.start < piece.stop
            """,
            self._cut_query(),
        )

    @api.model
    def _cut_query(self):
        """Where entries and exits begin, and where the last exit ends, at the places that transfers leave from."""
        return SQL(
            """
            SELECT cut.* FROM (
                SELECT product_id, place, start, TRUE AS entry, number FROM crm_stock_entry
                UNION ALL SELECT product_id, place, start, FALSE, number FROM crm_stock_exit
                UNION ALL SELECT product_id, place, MAX(stop), FALSE, NULL FROM crm_stock_exit GROUP BY product_id, place
                ) cut
              JOIN (SELECT DISTINCT product_id, place FROM crm_stock_exit WHERE transfer) left_from USING (product_id, place)
            """
        )

    # -- where what is on hand came from -------------------------------------------------------------------------------

    @api.model
    def _moved_query(self):
        """Rows product_id, warehouse_id, date, quantity of untracked goods on hand, followed back to where they came in.

        Each step leads to an earlier move, so it ends. Units that left a place before any had come in have the date of
        that transfer.
        """
        return SQL(
            """
            (WITH RECURSIVE piece AS (
                SELECT shelf.product_id, shelf.warehouse_id, entry.id, entry.date, entry.origin,
                       GREATEST(0, total.start - shelf.quantity - entry.start) AS first, entry.stop - entry.start AS last
                  FROM crm_stock_shelf shelf
                  JOIN crm_stock_entry total ON total.product_id = shelf.product_id AND total.place = shelf.warehouse_id
                   AND total.id IS NULL
                  JOIN crm_stock_entry entry ON entry.product_id = shelf.product_id AND entry.place = shelf.warehouse_id
                   AND entry.stop > total.start - shelf.quantity AND entry.id IS NOT NULL
                 WHERE NOT shelf.tracked
                UNION ALL
                SELECT piece.product_id, piece.warehouse_id, source.line_id, source.date, source.origin,
                       source.line_first + GREATEST(piece.first, source.first) - source.first,
                       source.line_first + LEAST(piece.last, source.last) - source.first
                  FROM piece
                  JOIN crm_stock_source source ON source.id = piece.id AND source.first < piece.last AND source.last > piece.first
                 WHERE piece.origin IS NOT NULL
            )
            SELECT product_id, warehouse_id, date, last - first AS quantity FROM piece WHERE origin IS NULL)
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
