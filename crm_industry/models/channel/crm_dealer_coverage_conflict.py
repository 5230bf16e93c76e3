from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date


class CrmDealerCoverage(models.Model):
    """What stands in the way of an agreement: its own lines, other agreements, the one it is within."""

    _inherit = "crm.dealer.coverage"

    @api.model
    def _check_lines(self, agreement):
        """Refuse an agreement whose lines contradict each other.

        :raise UserError: naming the lines
        """
        self._stage(self._cells_query(agreement))
        self._check_crossing(agreement)

    @api.model
    def _check_free(self, agreement, first):
        """Refuse territory that another agreement has, one of the two exclusively, from the day ``first`` on.

        :raise ValidationError: naming that agreement, its dealer and the first cell
        """
        self._stage(self._cells_query(agreement))
        self._check_overlap(agreement, first)

    @api.model
    def _check_crossing(self, agreement):
        """Refuse staged cells that are exclusive twice for the same goods, neither containing the other: what is left of such
        is all categories of a brand, and all brands of a category.

        :raise UserError: naming the lines
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT min(line_id) FILTER (WHERE categ_id IS NULL), min(line_id) FILTER (WHERE brand_id IS NULL)
                  FROM pg_temp.crm_dealer_wanted
                 WHERE agreement_id = %s AND exclusive AND (categ_id IS NULL) <> (brand_id IS NULL)
                 GROUP BY region_id HAVING count(DISTINCT categ_id IS NULL) = 2 LIMIT 1
                """,
                agreement.id,
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
    def _check_overlap(self, agreement, first):
        """Refuse staged cells of an agreement that another one has, see `_check_free`."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken AS (%(taken)s), both_there AS (%(pairs)s)
                SELECT min(taken_id), count(DISTINCT taken_id) FROM both_there
                 WHERE taken_exclusive AND wanted_exclusive
                    OR (taken_exclusive OR wanted_exclusive) AND dealer_id <> %(dealer)s
                HAVING count(*) > 0
                """,
                taken=self._taken_query(agreement, first),
                pairs=self._pairs_query(agreement),
                dealer=agreement.dealer_id.id,
            )
        )
        for cell_id, count in rows:
            # sudo: whoever is refused may know by whom
            self.browse(cell_id).sudo()._refuse_overlap(agreement, count)

    @api.model
    def _taken_query(self, agreement, first):
        """SQL of the cells of other agreements that compete with one from a day on; 0 for all categories or brands."""
        return SQL(
            """
            SELECT id, dealer_id, region_id, COALESCE(categ_id, 0) AS categ_id, COALESCE(brand_id, 0) AS brand_id, exclusive
              FROM crm_dealer_coverage
             WHERE company_id = %(company)s AND COALESCE(parent_agreement_id, 0) = %(parent)s AND agreement_id <> %(agreement)s
               AND date_to >= %(first)s AND date_from <= %(last)s
               AND region_id IN (SELECT region_id FROM pg_temp.crm_dealer_wanted)
            """,
            company=agreement.company_id.id,
            parent=agreement.parent_agreement_id.id or 0,
            agreement=agreement.id,
            first=first,
            last=agreement.last_day,
        )

    @api.model
    def _pairs_query(self, agreement):
        """SQL of the pairs of staged cells of an agreement and cells ``taken`` that have goods in common.

        All of them by equal columns, so that PostgreSQL need not compare each with each: one branch for each kind of cell.
        """
        branches = (
            (SQL("wanted.categ_id IS NULL AND wanted.brand_id IS NULL"), SQL("(0, 0)"), SQL("TRUE")),
            (
                SQL("wanted.categ_id IS NOT NULL AND wanted.brand_id IS NULL"),
                SQL("(wanted.categ_id, 0), (0, 0)"),
                SQL("taken.categ_id = wish.categ_id"),
            ),
            (
                SQL("wanted.categ_id IS NULL AND wanted.brand_id IS NOT NULL"),
                SQL("(0, wanted.brand_id), (0, 0)"),
                SQL("taken.brand_id = wish.brand_id"),
            ),
            (
                SQL("wanted.categ_id IS NOT NULL AND wanted.brand_id IS NOT NULL"),
                SQL("(wanted.categ_id, wanted.brand_id), (wanted.categ_id, 0), (0, wanted.brand_id), (0, 0)"),
                SQL("taken.categ_id = wish.categ_id AND taken.brand_id = wish.brand_id"),
            ),
        )
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT taken.id AS taken_id, taken.exclusive AS taken_exclusive, taken.dealer_id,
                       wish.exclusive AS wanted_exclusive
                  FROM (SELECT wanted.region_id, wanted.exclusive, kind.* FROM pg_temp.crm_dealer_wanted wanted
                         CROSS JOIN LATERAL (VALUES %(kinds)s) kind (categ_id, brand_id)
                         WHERE wanted.agreement_id = %(agreement)s AND %(which)s) wish
                  JOIN taken ON taken.region_id = wish.region_id AND %(same)s
                """,
                kinds=kinds,
                agreement=agreement.id,
                which=which,
                same=same,
            )
            for which, kinds, same in branches
        )

    def _refuse_overlap(self, agreement, count):
        """:raise ValidationError: this cell is in the way of an agreement"""
        parts = {
            "agreement": agreement.display_name,
            "other": self.agreement_id.name,
            "dealer": self.dealer_id.display_name,
            "cell": self._cell_text(),
            "first": format_date(self.env, self.date_from),
            "last": format_date(self.env, self.date_to),
        }
        message = (
            self.env._(
                "%(agreement)s overlaps with agreement %(other)s of %(dealer)s, which covers %(cell)s exclusively from %(first)s"
                " until %(last)s.",
                **parts,
            )
            if self.exclusive
            else self.env._(
                "%(agreement)s cannot be exclusive: agreement %(other)s of %(dealer)s covers %(cell)s from %(first)s"
                " until %(last)s.",
                **parts,
            )
        )
        if count > 1:
            message += " " + self.env._("Cells taken in all: %(number)s.", number=count)
        raise ValidationError(message)

    def _cell_text(self):
        """Region, category and brand of the cell in words."""
        self.ensure_one()
        category = self.categ_id.display_name or self.env._("all categories")
        brand = self.brand_id.display_name or self.env._("all brands")
        return f"{self.region_id.display_name} · {category} · {brand}"

    @api.model
    def _check_within_parent(self, agreement, first):
        """Refuse staged cells that the agreement of the dealer above does not cover all the time.

        :raise ValidationError: naming the first such cell
        """
        parent = agreement.parent_agreement_id.sudo()
        if not parent:
            return
        names = {"agreement": agreement.display_name, "parent": parent.display_name}
        if parent.state != "active":
            raise ValidationError(self.env._("%(agreement)s is within %(parent)s, which is not active.", **names))
        for cell in self._cells_outside(agreement, parent, first):
            raise ValidationError(
                self.env._(
                    "%(agreement)s: %(parent)s does not cover %(cell)s from %(first)s until %(last)s.",
                    **names,
                    cell=cell._cell_text(),
                    first=format_date(self.env, first),
                    last=format_date(self.env, agreement.last_day),
                )
            )

    @api.model
    def _cells_outside(self, agreement, parent, first):
        """Return the first staged cell that another agreement does not cover from a day on, as a new record; empty if none."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT wanted.region_id, wanted.categ_id, wanted.brand_id FROM pg_temp.crm_dealer_wanted wanted
                 WHERE NOT EXISTS (
                    SELECT FROM crm_dealer_coverage above
                     WHERE above.agreement_id = %(parent)s AND above.region_id = wanted.region_id
                       AND (above.categ_id IS NULL OR above.categ_id = wanted.categ_id)
                       AND (above.brand_id IS NULL OR above.brand_id = wanted.brand_id)
                       AND above.date_from <= %(first)s AND above.date_to >= %(last)s)
                 LIMIT 1
                """,
                parent=parent.id,
                first=first,
                last=agreement.last_day,
            )
        )
        return self.new(rows[0]) if rows else self
