from odoo import api, models
from odoo.tools import SQL


class CrmStockLayer(models.Model):
    """What moved between the places of a company with its branches, and what is there, in work tables.

    A *place* is a warehouse (its id) or a location on the way between warehouses (its negative id); the rest of the world is
    none. Moves inside of a place, as the steps of a receipt, are none.
    """

    _inherit = "crm.stock.layer"

    @api.model
    def _make_flows(self, company, product_ids):
        """Work tables: places of locations, moves from place to place, what is on hand in warehouses."""
        for model in ("stock.move.line", "stock.move", "stock.quant", "stock.location", "stock.warehouse", "product.template"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                "DROP TABLE IF EXISTS crm_stock_place, crm_stock_flow, crm_stock_shelf, crm_stock_entry, crm_stock_exit,"
                " crm_stock_source"
            )
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
