from odoo import api, models
from odoo.tools import SQL


class CrmDealerCoverage(models.Model):
    """What the lines of agreements mean, as the trees of regions and categories are now."""

    _inherit = "crm.dealer.coverage"

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
            WITH area AS (%(areas)s), sort AS (%(sorts)s), cell AS (
                SELECT DISTINCT ON (area.agreement_id, area.region_id, sort.categ_id, brand.brand_id)
                       area.agreement_id, area.line_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive
                  FROM area
                  LEFT JOIN sort ON sort.line_id = area.line_id
                  LEFT JOIN crm_dealer_agreement_line_brand_rel brand ON brand.line_id = area.line_id
                 ORDER BY area.agreement_id, area.region_id, sort.categ_id, brand.brand_id, area.exclusive DESC, area.sequence,
                          area.line_id
            )
            SELECT * FROM cell
             WHERE (categ_id IS NULL OR NOT %(wider_categ)s) AND (brand_id IS NULL OR NOT %(wider_brand)s)
               AND (categ_id IS NULL AND brand_id IS NULL OR NOT %(wider_both)s)
            """,
            wider_categ=self._wider(SQL("wider.categ_id IS NULL AND wider.brand_id IS NOT DISTINCT FROM cell.brand_id")),
            wider_brand=self._wider(SQL("wider.brand_id IS NULL AND wider.categ_id IS NOT DISTINCT FROM cell.categ_id")),
            wider_both=self._wider(SQL("wider.categ_id IS NULL AND wider.brand_id IS NULL")),
            areas=self._areas_query(agreements, regions),
            sorts=self._sorts_query(agreements),
        )

    @api.model
    def _wider(self, condition):
        """SQL: the agreement has another cell in the region that is as exclusive, for all categories, all brands or both."""
        return SQL(
            "EXISTS (SELECT FROM cell wider WHERE wider.agreement_id = cell.agreement_id AND wider.region_id = cell.region_id"
            " AND wider.exclusive >= cell.exclusive AND %s)",
            condition,
        )

    @api.model
    def _areas_query(self, agreements, regions=None):
        """SQL of the regions of lines, with all below them."""
        return SQL(
            """
            SELECT DISTINCT line.agreement_id, line.id AS line_id, line.sequence, COALESCE(line.exclusive, FALSE) AS exclusive,
                   node.id AS region_id
              FROM crm_dealer_agreement_line line
              JOIN crm_dealer_agreement_line_region_rel chosen ON chosen.line_id = line.id
              JOIN crm_region top ON top.id = chosen.region_id
              JOIN crm_region node ON node.parent_path LIKE top.parent_path || '%%'
             WHERE line.agreement_id = ANY(%(agreements)s) AND %(only)s
            """,
            agreements=agreements.ids,
            only=SQL("TRUE") if regions is None else SQL("node.id = ANY(%s)", regions.ids),
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
