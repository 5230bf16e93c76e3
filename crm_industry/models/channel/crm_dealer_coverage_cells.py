from odoo import api, models
from odoo.tools import SQL


class CrmDealerCoverage(models.Model):
    """What the lines of agreements mean, as the trees of regions and categories are now."""

    _inherit = "crm.dealer.coverage"

    @api.model
    def _cells_query(self, agreements):
        """Return the query of the cells that the lines of agreements stand for, as the trees are now.

        Columns: agreement_id, line_id, region_id, categ_id, brand_id, exclusive. Cells that another one of the same agreement
        contains are left out; of two alike the exclusive one stays.

        :param agreements: `crm.dealer.agreement` records
        """
        self._flush_lines()
        return SQL(
            """
            WITH area AS (%(areas)s), sort AS (%(sorts)s), cell AS (
                SELECT DISTINCT ON (area.agreement_id, area.region_id, sort.categ_id, brand.brand_id)
                       area.agreement_id, area.line_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive
                  FROM area
                  LEFT JOIN sort ON sort.line_id = area.line_id
                  LEFT JOIN crm_dealer_agreement_line_brand_rel brand ON brand.line_id = area.line_id
                 ORDER BY area.agreement_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive DESC, area.sequence,
                          area.line_id
            ), compared AS (
                SELECT cell.*, max(exclusive::int) FILTER (WHERE categ_id IS NULL) OVER same_brand AS all_categories,
                       max(exclusive::int) FILTER (WHERE brand_id IS NULL) OVER same_categ AS all_brands,
                       max(exclusive::int) FILTER (WHERE categ_id IS NULL AND brand_id IS NULL) OVER same_region AS everything
                  FROM cell
                WINDOW same_region AS (PARTITION BY agreement_id, region_id),
                       same_categ AS (PARTITION BY agreement_id, region_id, categ_id),
                       same_brand AS (PARTITION BY agreement_id, region_id, brand_id)
            )
            SELECT agreement_id, line_id, region_id, categ_id, brand_id, exclusive FROM compared
             WHERE (categ_id IS NULL OR COALESCE(all_categories, -1) < exclusive::int)
               AND (brand_id IS NULL OR COALESCE(all_brands, -1) < exclusive::int)
               AND (categ_id IS NULL AND brand_id IS NULL OR COALESCE(everything, -1) < exclusive::int)
            """,
            areas=self._areas_query(agreements),
            sorts=self._sorts_query(agreements),
        )

    @api.model
    def _areas_query(self, agreements):
        """SQL of the regions of lines, with all below them."""
        return SQL(
            """
            SELECT DISTINCT line.agreement_id, line.id AS line_id, line.sequence, COALESCE(line.exclusive, FALSE) AS exclusive,
                   node.id AS region_id
              FROM crm_dealer_agreement_line line
              JOIN crm_dealer_agreement_line_region_rel chosen ON chosen.line_id = line.id
              JOIN crm_region top ON top.id = chosen.region_id
              JOIN crm_region node ON node.parent_path LIKE top.parent_path || '%%'
             WHERE line.agreement_id = ANY(%s)
            """,
            agreements.ids,
        )

    @api.model
    def _sorts_query(self, agreements):
        """SQL of the categories of lines, with all below them."""
        return SQL(
            """
            SELECT DISTINCT chosen.line_id, node.id AS categ_id
              FROM crm_dealer_agreement_line line
              JOIN crm_dealer_agreement_line_categ_rel chosen ON chosen.line_id = line.id
              JOIN product_category top ON top.id = chosen.categ_id
              JOIN product_category node ON node.parent_path LIKE top.parent_path || '%%'
             WHERE line.agreement_id = ANY(%s)
            """,
            agreements.ids,
        )

    @api.model
    def _flush_lines(self):
        """Write what `_cells_query` reads."""
        self.env["crm.dealer.agreement"].flush_model()
        self.env["crm.dealer.agreement.line"].flush_model()
        self.env["crm.region"].flush_model(["parent_id", "parent_path"])
        self.env["product.category"].flush_model(["parent_id", "parent_path"])

    @api.model
    def _stage(self, cells):
        """Put cells, given by a query with the columns of `_cells_query`, into the temporary table ``crm_dealer_wanted``.

        PostgreSQL then knows how many there are, which decides between seconds and hours when they are compared.
        """
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.crm_dealer_wanted"))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE crm_dealer_wanted ON COMMIT DROP AS %s", cells))
        self.env.cr.execute(SQL("ANALYZE pg_temp.crm_dealer_wanted"))
