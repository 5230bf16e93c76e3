from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

# Name of the bucket: the first and the last day of age.
BUCKETS = {"30": (0, 30), "60": (31, 60), "90": (61, 90), "180": (91, 180), "older": (181, None)}


class CrmStockAge(models.Model):
    """The age of the goods of a product in a warehouse, today: quantity and value at the present cost by days in stock."""

    _name = "crm.stock.age"
    _inherit = ["crm.ratio.mixin"]
    _description = "Age of Stock"
    _auto = False
    _order = "oldest_day, id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product Template", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    end_of_life = fields.Date(readonly=True)
    successor_id = fields.Many2one("product.product", readonly=True)

    oldest_day = fields.Date(string="Oldest Since", readonly=True)
    oldest_days = fields.Integer(string="Oldest (Days)", readonly=True, aggregator="max")
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")
    quantity_30 = fields.Float(string="Quantity 0-30 Days", digits="Product Unit", readonly=True)
    quantity_60 = fields.Float(string="Quantity 31-60 Days", digits="Product Unit", readonly=True)
    quantity_90 = fields.Float(string="Quantity 61-90 Days", digits="Product Unit", readonly=True)
    quantity_180 = fields.Float(string="Quantity 91-180 Days", digits="Product Unit", readonly=True)
    quantity_older = fields.Float(string="Quantity Over 180 Days", digits="Product Unit", readonly=True)
    quantity_days = fields.Float(string="Quantity × Days", digits="Product Unit", readonly=True)
    aged_quantity = fields.Float(
        digits="Product Unit", readonly=True, help="Older than the days set for the company."
    )
    value = fields.Monetary(readonly=True, help="At the present cost.")
    value_30 = fields.Monetary(string="0-30 Days", readonly=True)
    value_60 = fields.Monetary(string="31-60 Days", readonly=True)
    value_90 = fields.Monetary(string="61-90 Days", readonly=True)
    value_180 = fields.Monetary(string="91-180 Days", readonly=True)
    value_older = fields.Monetary(string="Over 180 Days", readonly=True)
    aged_value = fields.Monetary(readonly=True, help="Older than the days set for the company, at the present cost.")

    average_days = fields.Float(
        string="Average Age (Days)", digits=(16, 1), compute="_compute_ratios", help="Each unit counts once."
    )
    aged_share = fields.Float(
        string="Aged (%)", digits=(16, 2), compute="_compute_ratios", help="Aged ÷ all, by quantity."
    )
    aged_value_share = fields.Float(
        string="Aged by Value (%)", digits=(16, 2), compute="_compute_ratios", help="Aged ÷ all, by value."
    )

    _depends = {
        "crm.stock.layer": ["company_id", "day", "product_id", "quantity", "warehouse_id"],
        "product.product": ["channel_end_of_life", "channel_successor_id", "product_tmpl_id", "standard_price"],
        "product.template": ["categ_id", "channel_brand_id"],
        "res.company": ["channel_aged_days", "currency_id", "parent_path"],
    }

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "average_days": ratio("quantity_days", "quantity", 1),
            "aged_share": ratio("aged_quantity", "quantity"),
            "aged_value_share": ratio("aged_value", "value"),
        }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT layer.product_id::bigint * 1000000 + layer.warehouse_id AS id, layer.product_id, layer.warehouse_id,
                   layer.company_id, company.currency_id, product.product_tmpl_id, template.categ_id,
                   template.channel_brand_id AS brand_id, product.channel_end_of_life AS end_of_life,
                   product.channel_successor_id AS successor_id, MIN(layer.day) AS oldest_day,
                   MAX(today.today - layer.day) AS oldest_days, SUM(layer.quantity) AS quantity,
                   SUM(layer.quantity * (today.today - layer.day)) AS quantity_days, %(buckets)s
              FROM crm_stock_layer layer
              JOIN res_company company ON company.id = layer.company_id
              JOIN (%(today)s) today ON today.company_id = layer.company_id
              JOIN res_company root ON root.id = today.root_id
              JOIN product_product product ON product.id = layer.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             GROUP BY layer.product_id, layer.warehouse_id, layer.company_id, company.id, product.id, template.id, root.id
            """,
            buckets=self._bucket_columns(),
            today=self.env["res.company"]._channel_today_query(),
        )

    @api.model
    def _bucket_columns(self):
        """Quantity and value of everything, of what is aged, and of each bucket."""
        older = SQL("today.today - layer.day > root.channel_aged_days")
        columns = [("value", SQL("TRUE"), True), ("aged_quantity", older, False), ("aged_value", older, True)]
        for name, (first, last) in BUCKETS.items():
            inside = SQL("today.today - layer.day >= %s", first) if first else SQL("TRUE")
            if last is not None:
                inside = SQL("%s AND today.today - layer.day <= %s", inside, last)
            columns += [(f"quantity_{name}", inside, False), (f"value_{name}", inside, True)]
        cost = self.env["crm.stock.layer"]._unit_cost()
        return SQL(", ").join(
            SQL(
                "COALESCE(SUM(layer.quantity) FILTER (WHERE %s), 0) * %s AS %s",
                inside, cost if valued else SQL("1"), SQL.identifier(column),
            )
            for column, inside, valued in columns
        )  # fmt: skip
