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
                    INSERT INTO crm_dealer_coverage (%(names)s, create_uid, create_date, write_uid, write_date)
                    SELECT %(values)s, %(user)s, %(now)s, %(user)s, %(now)s
                      FROM crm_dealer_coverage above JOIN %(table)s node ON node.parent_id = above.%(column)s
                     WHERE node.id = ANY(%(nodes)s)
                    """,
                    names=SQL(", ").join(SQL.identifier(name) for name in names),
                    values=values,
                    table=SQL.identifier(nodes._table),
                    column=SQL.identifier(column),
                    nodes=by_depth[depth].ids,
                    user=self.env.uid,
                    now=self.env.cr.now(),
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
            tomorrow = company.sudo()._business_today() + timedelta(days=1)
            stale, gaining = self._differences(group, tomorrow)
            if stale or gaining:
                self._lock_territory(company)
                self._end_cells(stale, tomorrow)
                for agreement in gaining:
                    self._check_free(agreement, max(agreement.date_from, tomorrow))
                self._insert_missing(group, tomorrow)

    @api.model
    def _differences(self, agreements, day):
        """Return the ids of cells that are valid on or after a day and should not be, and the agreements that miss some."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (%(cells)s), there AS (
                    SELECT * FROM crm_dealer_coverage WHERE agreement_id = ANY(%(agreements)s) AND date_to >= %(day)s
                )
                SELECT there.id, wanted.agreement_id
                  FROM wanted FULL JOIN there
                    ON there.agreement_id = wanted.agreement_id AND there.region_id = wanted.region_id
                   AND COALESCE(there.categ_id, 0) = COALESCE(wanted.categ_id, 0)
                   AND COALESCE(there.brand_id, 0) = COALESCE(wanted.brand_id, 0) AND there.exclusive = wanted.exclusive
                 WHERE there.id IS NULL OR wanted.region_id IS NULL
                """,
                cells=self._cells_query(agreements),
                agreements=agreements.ids,
                day=day,
            )
        )
        stale = [cell_id for cell_id, _agreement_id in rows if cell_id]
        gaining = {agreement_id for cell_id, agreement_id in rows if not cell_id}
        return stale, agreements.filtered(lambda agreement: agreement.id in gaining and agreement.last_day >= day)

    @api.model
    def _end_cells(self, cell_ids, day):
        """End cells on the day before ``day``; those that have not begun by then go away."""
        self.env.cr.execute(SQL("DELETE FROM crm_dealer_coverage WHERE id = ANY(%s) AND date_from >= %s", cell_ids, day))
        self.env.cr.execute(
            SQL(
                "UPDATE crm_dealer_coverage SET date_to = %s, write_uid = %s, write_date = %s WHERE id = ANY(%s)",
                day - timedelta(days=1),
                self.env.uid,
                self.env.cr.now(),
                cell_ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _insert_missing(self, agreements, day):
        self._insert_cells(
            SQL(
                """
                SELECT wanted.*, GREATEST(mine.date_from, %(day)s) AS first
                  FROM (%(cells)s) wanted JOIN crm_dealer_agreement mine ON mine.id = wanted.agreement_id
                 WHERE NOT EXISTS (
                    SELECT FROM crm_dealer_coverage there
                     WHERE there.agreement_id = wanted.agreement_id AND there.region_id = wanted.region_id
                       AND there.categ_id IS NOT DISTINCT FROM wanted.categ_id
                       AND there.brand_id IS NOT DISTINCT FROM wanted.brand_id
                       AND there.exclusive = wanted.exclusive AND there.date_to >= %(day)s)
                """,
                cells=self._cells_query(agreements),
                day=day,
            )
        )
