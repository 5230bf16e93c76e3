from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date


class CrmDealerCoverage(models.Model):
    """From the lines of agreements to cells, and what stands in the way of them."""

    _inherit = "crm.dealer.coverage"

    # -- what the lines mean -----------------------------------------------------------------------------------------

    @api.model
    def _cells_query(self, agreements, regions=None):
        """Return the query of the cells that the lines of agreements stand for, as the trees are now.

        Columns: agreement_id, line_id, region_id, categ_id, brand_id, exclusive. Cells that another one of the same agreement
        contains are left out; of two alike the exclusive one stays.

        :param agreements: `crm.dealer.agreement` records
        :param regions: only these `crm.region` records, by default all
        """
        self._flush_lines()
        return SQL(
            """
            WITH area AS (
                SELECT DISTINCT line.agreement_id, line.id AS line_id, line.sequence, COALESCE(line.exclusive, FALSE) AS exclusive,
                       node.id AS region_id
                  FROM crm_dealer_agreement_line line
                  JOIN crm_dealer_agreement_line_region_rel chosen ON chosen.line_id = line.id
                  JOIN crm_region top ON top.id = chosen.region_id
                  JOIN crm_region node ON node.parent_path LIKE top.parent_path || '%%'
                 WHERE line.agreement_id = ANY(%(agreements)s) AND %(only)s
            ), sort AS (
                SELECT DISTINCT chosen.line_id, node.id AS categ_id
                  FROM crm_dealer_agreement_line line
                  JOIN crm_dealer_agreement_line_categ_rel chosen ON chosen.line_id = line.id
                  JOIN product_category top ON top.id = chosen.categ_id
                  JOIN product_category node ON node.parent_path LIKE top.parent_path || '%%'
                 WHERE line.agreement_id = ANY(%(agreements)s)
            ), cell AS (
                SELECT DISTINCT ON (area.agreement_id, area.region_id, sort.categ_id, brand.brand_id)
                       area.agreement_id, area.line_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive
                  FROM area
                  LEFT JOIN sort ON sort.line_id = area.line_id
                  LEFT JOIN crm_dealer_agreement_line_brand_rel brand ON brand.line_id = area.line_id
                 ORDER BY area.agreement_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive DESC, area.sequence,
                          area.line_id
            )
            SELECT * FROM cell
             WHERE NOT EXISTS (
                SELECT FROM cell wider
                 WHERE wider.agreement_id = cell.agreement_id AND wider.region_id = cell.region_id
                   AND (wider.categ_id IS NULL OR wider.categ_id = cell.categ_id)
                   AND (wider.brand_id IS NULL OR wider.brand_id = cell.brand_id)
                   AND wider.exclusive >= cell.exclusive
                   AND (wider.categ_id IS DISTINCT FROM cell.categ_id OR wider.brand_id IS DISTINCT FROM cell.brand_id))
            """,
            agreements=agreements.ids,
            only=SQL("TRUE") if regions is None else SQL("node.id = ANY(%s)", regions.ids),
        )

    @api.model
    def _flush_lines(self):
        """Write what `_cells_query` reads."""
        self.env["crm.dealer.agreement"].flush_model()
        self.env["crm.dealer.agreement.line"].flush_model()
        self.env["crm.region"].flush_model(["parent_id", "parent_path"])
        self.env["product.category"].flush_model(["parent_id", "parent_path"])

    @api.model
    def _same_goods(self, one, other):
        """SQL: the cells `one` and `other` (aliases) have a category and a brand in common."""
        one, other = SQL.identifier(one), SQL.identifier(other)
        return SQL(
            "(%(one)s.categ_id IS NULL OR %(other)s.categ_id IS NULL OR %(one)s.categ_id = %(other)s.categ_id)"
            " AND (%(one)s.brand_id IS NULL OR %(other)s.brand_id IS NULL OR %(one)s.brand_id = %(other)s.brand_id)",
            one=one,
            other=other,
        )

    # -- checks ------------------------------------------------------------------------------------------------------

    @api.model
    def _lock_territory(self, companies):
        """Let one transaction at a time give or take territory of a company. Before the first read that decides."""
        self.env["crm.capacity.lock"]._lock_capacity(f"dealer_territory:{company.id}" for company in companies)

    @api.model
    def _check_lines(self, agreement):
        """Refuse lines that are exclusive twice for the same goods in the same region, neither containing the other.

        :raise UserError: naming the lines
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (%(cells)s)
                SELECT one.line_id, other.line_id FROM wanted one JOIN wanted other
                    ON other.region_id = one.region_id AND other.line_id > one.line_id AND %(same)s
                 WHERE one.exclusive AND other.exclusive LIMIT 1
                """,
                cells=self._cells_query(agreement),
                same=self._same_goods("one", "other"),
            )
        )
        for one, other in rows:
            lines = self.env["crm.dealer.agreement.line"]
            raise UserError(
                self.env._(
                    "%(agreement)s: the lines “%(one)s” and “%(other)s” are both exclusive for some goods, neither for all of"
                    " the other's. Name category and brand in one of them so that they don't overlap.",
                    agreement=agreement.display_name,
                    one=lines.browse(one).display_name,
                    other=lines.browse(other).display_name,
                )
            )

    @api.model
    def _check_free(self, agreement, first, regions=None):
        """Refuse territory that another agreement has, one of the two exclusively, from the day ``first`` on.

        :raise ValidationError: naming that agreement, its dealer and the first cell
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT taken.id, count(*) OVER () FROM (%(cells)s) wanted
                  JOIN crm_dealer_agreement own ON own.id = wanted.agreement_id
                  JOIN crm_dealer_coverage taken
                    ON taken.region_id = wanted.region_id AND taken.company_id = own.company_id AND %(same)s
                   AND taken.agreement_id <> own.id
                   AND COALESCE(taken.parent_agreement_id, 0) = COALESCE(own.parent_agreement_id, 0)
                   AND taken.date_to >= %(first)s AND taken.date_from <= own.last_day
                 WHERE taken.exclusive AND wanted.exclusive
                    OR (taken.exclusive OR wanted.exclusive) AND taken.dealer_id <> own.dealer_id
                 ORDER BY taken.agreement_id, taken.id LIMIT 1
                """,
                cells=self._cells_query(agreement, regions),
                same=self._same_goods("wanted", "taken"),
                first=first,
            )
        )
        for cell_id, count in rows:
            # sudo: whoever is refused may know by whom
            self.browse(cell_id).sudo()._refuse_overlap(agreement, count)

    def _refuse_overlap(self, agreement, count):
        """:raise ValidationError: this cell is in the way of an agreement"""
        parts = {
            "agreement": agreement.display_name,
            "other": self.agreement_id.name,
            "dealer": self.dealer_id.display_name,
            "cell": self._cell_text(),
            "first": format_date(self.env, self.date_from),
            "last": format_date(self.env, self.date_to),
            "more": count - 1,
        }
        message = (
            self.env._(
                "%(agreement)s overlaps with agreement %(other)s of %(dealer)s, which covers %(cell)s exclusively from %(first)s"
                " until %(last)s (and %(more)s more of its cells).",
                **parts,
            )
            if self.exclusive
            else self.env._(
                "%(agreement)s cannot be exclusive: agreement %(other)s of %(dealer)s covers %(cell)s from %(first)s"
                " until %(last)s (and %(more)s more of its cells).",
                **parts,
            )
        )
        raise ValidationError(message)

    def _cell_text(self):
        """Region, category and brand of the cell in words."""
        self.ensure_one()
        category = self.categ_id.display_name or self.env._("all categories")
        brand = self.brand_id.display_name or self.env._("all brands")
        return f"{self.region_id.display_name} · {category} · {brand}"

    @api.model
    def _check_within_parent(self, agreement, first):
        """Refuse what the agreement of the dealer above does not cover all the time.

        :raise ValidationError: naming the first such cell
        """
        parent = agreement.parent_agreement_id.sudo()
        if not parent:
            return
        if parent.state != "active":
            raise ValidationError(
                self.env._(
                    "%(agreement)s is within %(parent)s, which is not active.",
                    agreement=agreement.display_name,
                    parent=parent.display_name,
                )
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.region_id, wanted.categ_id, wanted.brand_id FROM (%(cells)s) wanted
                 WHERE NOT EXISTS (
                    SELECT FROM crm_dealer_coverage above
                     WHERE above.agreement_id = %(parent)s AND above.region_id = wanted.region_id
                       AND (above.categ_id IS NULL OR above.categ_id = wanted.categ_id)
                       AND (above.brand_id IS NULL OR above.brand_id = wanted.brand_id)
                       AND above.date_from <= %(first)s AND above.date_to >= %(last)s)
                 LIMIT 1
                """,
                cells=self._cells_query(agreement),
                parent=parent.id,
                first=first,
                last=agreement.last_day,
            )
        )
        for region_id, categ_id, brand_id in rows:
            cell = self.new({"region_id": region_id, "categ_id": categ_id, "brand_id": brand_id})
            raise ValidationError(
                self.env._(
                    "%(agreement)s: %(parent)s does not cover %(cell)s from %(first)s until %(last)s.",
                    agreement=agreement.display_name,
                    parent=parent.display_name,
                    cell=cell._cell_text(),
                    first=format_date(self.env, first),
                    last=format_date(self.env, agreement.last_day),
                )
            )

    # -- writing -----------------------------------------------------------------------------------------------------

    @api.model
    def _book(self, agreement, first):
        """Write the cells of an agreement from the day ``first`` to its last one. The territory is locked.

        :raise UserError, ValidationError: the lines contradict each other, or somebody else has a part of it
        """
        self._check_lines(agreement)
        self._check_within_parent(agreement, first)
        self._check_free(agreement, first)
        self._insert_cells(SQL("SELECT cell.*, %s::date AS first FROM (%s) cell", first, self._cells_query(agreement)))

    @api.model
    def _insert_cells(self, cells):
        """Write cells that are free, given by a query with the columns of `_cells_query` and the first day."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_dealer_coverage (agreement_id, line_id, company_id, dealer_id, parent_agreement_id, region_id,
                                                 categ_id, brand_id, exclusive, date_from, date_to, create_uid, create_date,
                                                 write_uid, write_date)
                SELECT own.id, cell.line_id, own.company_id, own.dealer_id, own.parent_agreement_id, cell.region_id,
                       cell.categ_id, cell.brand_id, cell.exclusive, cell.first, own.last_day, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM (%(cells)s) cell JOIN crm_dealer_agreement own ON own.id = cell.agreement_id
                 WHERE cell.first <= own.last_day
                """,
                cells=cells,
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()

    @api.model
    def _cut(self, agreement, last_day):
        """End the cells of an agreement with a day that is not past; what begins later never was and goes away."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_dealer_coverage WHERE agreement_id = %s AND date_from > %s", agreement.id, last_day)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_dealer_coverage SET date_to = %(day)s, write_uid = %(user)s, write_date = %(now)s"
                " WHERE agreement_id = %(agreement)s AND date_to > %(day)s",
                day=last_day,
                user=self.env.uid,
                now=self.env.cr.now(),
                agreement=agreement.id,
            )
        )
        self.invalidate_model()
