from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CrmDealerCoverage(models.Model):
    """Keeps the cells in step with the trees of regions and categories.

    What is new shares the whole history of its parent: nobody can have been told anything else about it. What moves, moves
    after today. Brands need nothing, as "all brands" and "all categories" are cells without one.
    """

    _inherit = "crm.dealer.coverage"

    @api.model
    def _cover_new(self, nodes, column):
        """Give new regions or categories the cells of their parents.

        :param nodes: new records of one tree
        :param str column: ``region_id`` or ``categ_id``
        """
        nodes = nodes.filtered("parent_id")
        if not nodes or not self._any_cells(nodes.parent_id, column):
            return
        nodes.flush_recordset(["parent_id", "parent_path"])
        names = ["agreement_id", "line_id", "company_id", "dealer_id", "parent_agreement_id", "region_id", "categ_id", "brand_id",
                 "exclusive", "date_from", "date_to"]  # fmt: skip
        values = SQL(", ").join(
            SQL("node.id") if name == column else SQL("above.%s", SQL.identifier(name)) for name in names
        )
        by_depth = nodes.grouped(lambda node: node.parent_path.count("/"))
        for depth in sorted(by_depth):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO crm_dealer_coverage (%(names)s) SELECT %(values)s
                      FROM crm_dealer_coverage above JOIN %(table)s node ON node.parent_id = above.%(column)s
                     WHERE node.id = ANY(%(nodes)s)
                    """,
                    names=SQL(", ").join(SQL.identifier(name) for name in names),
                    values=values,
                    table=SQL.identifier(nodes._table),
                    column=SQL.identifier(column),
                    nodes=by_depth[depth].ids,
                )
            )
        self.invalidate_model()

    @api.model
    def _any_cells(self, nodes, column):
        return bool(
            self.env.execute_query(
                SQL("SELECT FROM crm_dealer_coverage WHERE %s = ANY(%s) LIMIT 1", SQL.identifier(column), nodes.ids)
            )
        )

    @api.model
    def _follow_move(self, nodes, column):
        """Bring the agreements that reach into moved regions or categories in step, from tomorrow on.

        :param nodes: records of one tree that have another parent now
        :param str column: ``region_id`` or ``categ_id``
        :raise ValidationError: two agreements would overlap there
        """
        nodes.flush_recordset(["parent_id", "parent_path"])
        relation = {"region_id": "region", "categ_id": "categ"}[column]
        rows = self.env.execute_query(
            SQL(
                """
                WITH moved AS (
                    SELECT below.id, below.parent_path FROM %(table)s top JOIN %(table)s below
                        ON below.parent_path LIKE top.parent_path || '%%'
                     WHERE top.id = ANY(%(nodes)s)
                )
                SELECT agreement_id FROM crm_dealer_coverage WHERE %(column)s IN (SELECT id FROM moved)
                UNION
                SELECT line.agreement_id FROM crm_dealer_agreement_line line
                  JOIN %(chosen)s chosen ON chosen.line_id = line.id
                  JOIN %(table)s top ON top.id = chosen.%(column)s
                  JOIN moved ON moved.parent_path LIKE top.parent_path || '%%'
                """,
                table=SQL.identifier(nodes._table),
                nodes=nodes.ids,
                column=SQL.identifier(column),
                chosen=SQL.identifier(f"crm_dealer_agreement_line_{relation}_rel"),
            )
        )
        agreements = self.env["crm.dealer.agreement"].sudo().browse([agreement_id for (agreement_id,) in rows])
        self._resync(agreements.filtered(lambda agreement: agreement.state == "active"))

    @api.model
    def _resync(self, agreements):
        """Make the cells of active agreements what their lines mean now, from tomorrow on; usually there is nothing to do.

        :raise ValidationError: two agreements would overlap
        """
        for company, group in agreements.grouped("company_id").items():
            self._resync_company(company, group)

    @api.model
    def _resync_company(self, company, agreements):
        tomorrow = company.sudo()._business_today() + timedelta(days=1)
        stale, missing = self._differences(agreements, tomorrow)
        if not stale and not missing:
            return
        self._lock_territory(company)
        self._end_cells(stale, tomorrow)
        self._stage(SQL("SELECT * FROM pg_temp.crm_dealer_missing"))
        for agreement in agreements.filtered(lambda agreement: agreement.last_day >= tomorrow):
            self._check_overlap(agreement, max(agreement.date_from, tomorrow))
        self._insert_staged(tomorrow)

    @api.model
    def _differences(self, agreements, day):
        """Find what is covered on or after a day and should not be, and what is missing.

        :return: ids of cells, and the number of missing ones, which are in the temporary table ``crm_dealer_missing``
        """
        self._stage(self._cells_query(agreements))
        there = SQL(
            """
            SELECT id, agreement_id, region_id, COALESCE(categ_id, 0) AS categ_id, COALESCE(brand_id, 0) AS brand_id, exclusive
              FROM crm_dealer_coverage WHERE agreement_id = ANY(%s) AND date_to >= %s
            """,
            agreements.ids,
            day,
        )
        same = SQL(
            "there.agreement_id = wanted.agreement_id AND there.region_id = wanted.region_id"
            " AND there.categ_id = COALESCE(wanted.categ_id, 0) AND there.brand_id = COALESCE(wanted.brand_id, 0)"
            " AND there.exclusive = wanted.exclusive"
        )
        stale = SQL(
            "SELECT id FROM (%s) there WHERE NOT EXISTS (SELECT FROM pg_temp.crm_dealer_wanted wanted WHERE %s)", there, same
        )
        missing = SQL(
            "SELECT wanted.* FROM pg_temp.crm_dealer_wanted wanted WHERE NOT EXISTS (SELECT FROM (%s) there WHERE %s)",
            there,
            same,
        )
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.crm_dealer_missing"))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE crm_dealer_missing ON COMMIT DROP AS %s", missing))
        [(number,)] = self.env.execute_query(SQL("SELECT count(*) FROM pg_temp.crm_dealer_missing"))
        return [cell_id for (cell_id,) in self.env.execute_query(stale)], number

    @api.model
    def _end_cells(self, cell_ids, day):
        """End cells on the day before ``day``; those that have not begun by then go away."""
        self.env.cr.execute(SQL("DELETE FROM crm_dealer_coverage WHERE id = ANY(%s) AND date_from >= %s", cell_ids, day))
        self.env.cr.execute(
            SQL("UPDATE crm_dealer_coverage SET date_to = %s WHERE id = ANY(%s)", day - timedelta(days=1), cell_ids)
        )
        self.invalidate_model()
