from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

WAITING = ("waiting", "confirmed", "partially_available", "assigned")


class CrmLatestStock(models.Model):
    """What is in stock right now and what comes in, for salespeople without any right to stock records.

    Quantities are Odoo's own figures, in the product's unit: on hand and reserved in the internal locations of the warehouse,
    incoming from outside of it. What is aged is as of the last refresh of the stock figures.
    """

    _name = "crm.latest.stock"
    _inherit = ["crm.ratio.mixin"]
    _description = "Latest Stock"
    _auto = False
    _order = "product_id, warehouse_id, id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product Template", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True, help="For other orders and transfers.")
    free = fields.Float(digits="Product Unit", readonly=True, help="On hand less reserved.")
    incoming = fields.Float(digits="Product Unit", readonly=True, help="Ordered or on the way into the warehouse.")
    incoming_date = fields.Date(string="Next Arrival", readonly=True)
    aged_quantity = fields.Float(string="Aged", digits="Product Unit", readonly=True)
    aged_share = fields.Float(
        string="Aged (%)", digits=(16, 2), compute="_compute_ratios", help="Aged ÷ on hand, by quantity."
    )
    end_of_life = fields.Date(readonly=True)
    successor_id = fields.Many2one("product.product", readonly=True)

    _depends = {
        "stock.quant": ["location_id", "product_id", "quantity", "reserved_quantity"],
        "stock.move": ["date", "location_dest_id", "location_id", "product_id", "product_qty", "state"],
        "stock.location": ["usage", "warehouse_id"],
        "crm.stock.layer": ["company_id", "day", "product_id", "quantity", "warehouse_id"],
        "product.product": ["channel_end_of_life", "channel_successor_id", "product_tmpl_id"],
        "product.template": ["categ_id", "channel_brand_id", "uom_id"],
        "res.company": ["business_tz", "channel_aged_days"],
    }

    @api.model
    def _ratios(self):
        return super()._ratios() | {"aged_share": ratio("aged_quantity", "on_hand")}

    @property
    def _table_query(self):
        return self._stock_query()

    @api.model
    def _stock_query(self, products=None):
        """SQL of the rows; of some products where they are given."""
        return SQL(
            """
            SELECT stock.product_id::bigint * 1000000 + stock.warehouse_id AS id, stock.product_id, stock.warehouse_id,
                   warehouse.company_id, product.product_tmpl_id, template.categ_id, template.channel_brand_id AS brand_id,
                   template.uom_id, product.channel_end_of_life AS end_of_life,
                   product.channel_successor_id AS successor_id, stock.on_hand, stock.reserved,
                   stock.on_hand - stock.reserved AS free, stock.incoming,
                   (stock.incoming_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.business_tz, 'UTC'))::date
                   AS incoming_date, COALESCE(aged.quantity, 0) AS aged_quantity
              FROM (SELECT product_id, warehouse_id, SUM(on_hand) AS on_hand, SUM(reserved) AS reserved,
                           SUM(incoming) AS incoming, MIN(incoming_at) AS incoming_at
                      FROM (%(quants)s UNION ALL %(incoming)s) part GROUP BY product_id, warehouse_id) stock
              JOIN stock_warehouse warehouse ON warehouse.id = stock.warehouse_id
              JOIN res_company company ON company.id = warehouse.company_id
              JOIN product_product product ON product.id = stock.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN (%(aged)s) aged ON aged.product_id = stock.product_id AND aged.warehouse_id = stock.warehouse_id
            """,
            quants=self._quants_query(products),
            incoming=self._incoming_query(products),
            aged=self._aged_query(products),
        )

    @api.model
    def _only(self, alias, products):
        if products is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", SQL.identifier(alias, "product_id"), list(products._ids))

    @api.model
    def _quants_query(self, products):
        return SQL(
            """
            SELECT quant.product_id, location.warehouse_id, quant.quantity AS on_hand, quant.reserved_quantity AS reserved,
                   0 AS incoming, NULL::timestamp AS incoming_at
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id AND location.usage = 'internal'
             WHERE location.warehouse_id IS NOT NULL AND %s
            """,
            self._only("quant", products),
        )

    @api.model
    def _incoming_query(self, products):
        return SQL(
            """
            SELECT move.product_id, target.warehouse_id, 0, 0, move.product_qty, move.date
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id AND target.usage = 'internal'
             WHERE move.state IN %s AND target.warehouse_id IS NOT NULL AND move.product_qty > 0
               AND (source.usage <> 'internal' OR source.warehouse_id IS DISTINCT FROM target.warehouse_id) AND %s
            """,
            WAITING,
            self._only("move", products),
        )

    @api.model
    def _aged_query(self, products):
        return SQL(
            """
            SELECT layer.product_id, layer.warehouse_id, SUM(layer.quantity) AS quantity
              FROM crm_stock_layer layer
              JOIN (%s) today ON today.company_id = layer.company_id
              JOIN res_company root ON root.id = today.root_id
             WHERE today.today - layer.day > root.channel_aged_days AND %s
             GROUP BY layer.product_id, layer.warehouse_id
            """,
            self.env["res.company"]._channel_today_query(),
            self._only("layer", products),
        )

    @api.model
    def _summary_stock(self, products, warehouse=None):
        """What is in stock of some products, for people without rights to stock; for pages that show it to them.

        The caller decides which products may be shown; they must be readable in its environment.

        :param products: product.product
        :param warehouse: stock.warehouse; without it, all warehouses of the current company and its branches
        :return: {product id: {on_hand, reserved, free, incoming, incoming_date, aged_share, end_of_life, successor_id}};
            quantities in the product's unit, share in percent; products without stock have zeros
        """
        products.check_access("read")
        if not products:
            return {}
        # sudo: sums only, of products that the caller may show
        narrow = self.sudo()
        narrow._flush_search_sources()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT stock.product_id, SUM(stock.on_hand) AS on_hand, SUM(stock.reserved) AS reserved,
                       SUM(stock.free) AS free, SUM(stock.incoming) AS incoming, MIN(stock.incoming_date) AS incoming_date,
                       COALESCE(100 * SUM(stock.aged_quantity) / NULLIF(GREATEST(SUM(stock.on_hand), 0), 0), 0) AS aged_share
                  FROM (%s) stock JOIN res_company company ON company.id = stock.company_id
                 WHERE %s GROUP BY stock.product_id
                """,
                narrow._stock_query(products),
                self._summary_scope(warehouse),
            )
        )
        found = {row.pop("product_id"): row for row in rows}
        return {product.id: self._summary_row(product, found.get(product.id, {})) for product in products}

    @api.model
    def _summary_scope(self, warehouse):
        if warehouse:
            return SQL("stock.warehouse_id = %s", warehouse.id)
        return SQL("company.parent_path LIKE %s", self.env.company.sudo().parent_path + "%")

    @api.model
    def _summary_row(self, product, row):
        numbers = ("on_hand", "reserved", "free", "incoming", "aged_share")
        return {name: float(row.get(name) or 0.0) for name in numbers} | {
            "incoming_date": row.get("incoming_date") or False,
            "end_of_life": product.channel_end_of_life,
            "successor_id": product.channel_successor_id.id,
        }

    @api.model
    def _flush_search_sources(self):
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
