from odoo import api, fields, models

from odoo.addons.crm_grading.tools.ratios import ratio

SPEEDS = [
    ("fast", "Fast"),
    ("normal", "Normal"),
    ("slow", "Slow"),
    ("dead", "Dead Stock"),
    ("new", "New, Not Sold Yet"),
    ("out", "Sold Out"),
]
ABC = [("a", "A"), ("b", "B"), ("c", "C")]


class CrmStockMover(models.Model):
    """How fast a product leaves a warehouse, and how long its stock lasts.

    Written by code alone (`crm.stock.refresh`). Sold is what was delivered to customers from the warehouse less what they
    sent back, in the last days of a window set for the company (for newer products, since the first move). Products that were
    neither sold in the window nor are on hand have no row.
    """

    _name = "crm.stock.mover"
    _inherit = ["crm.ratio.mixin"]
    _description = "Mover"
    _log_access = False
    _order = "stock_value desc, id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="cascade")
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True, index="btree_not_null", ondelete="set null"
    )
    brand_id = fields.Many2one("crm.brand", readonly=True, index="btree_not_null", ondelete="set null")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    figures_on = fields.Date(string="Figures Of", required=True, readonly=True)

    on_hand = fields.Float(digits="Product Unit", readonly=True)
    stock_value = fields.Monetary(readonly=True, help="At the present cost.")
    days = fields.Integer(string="Days of Sales", readonly=True, aggregator=None, help="Over which the sales were counted.")
    sold_quantity = fields.Float(string="Sold", digits="Product Unit", readonly=True)
    daily_quantity = fields.Float(string="Sold a Day", digits=(16, 4), readonly=True)
    daily_value = fields.Float(
        string="Sold a Day at Cost", digits=(16, 4), readonly=True, help="In company currency, at the present cost."
    )
    last_sale = fields.Date(readonly=True)
    last_receipt = fields.Date(readonly=True, help="When goods last came in, other than from customers and own warehouses.")
    sales_amount = fields.Monetary(
        string="Sales (12 Months)", readonly=True, aggregator=None, help="Invoiced by the company, from all its warehouses."
    )
    speed = fields.Selection(SPEEDS, required=True, readonly=True, index=True)
    abc = fields.Selection(
        ABC, string="ABC", readonly=True, help="By the share of sales (12 months) that products with more sales have."
    )

    cover_days = fields.Float(
        string="Stock Cover (Days)", digits=(16, 1), compute="_compute_ratios",
        help="On hand ÷ sold a day, by quantity. Empty where nothing was sold.",
    )
    cover_value_days = fields.Float(
        string="Stock Cover by Value (Days)", digits=(16, 1), compute="_compute_ratios",
        help="Stock value ÷ sold a day at cost: for groups of different products.",
    )

    _mover_uniq = models.UniqueIndex("(product_id, warehouse_id)", "A product has one row of its sales for each warehouse.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "cover_days": ratio("on_hand", "daily_quantity", 1),
            "cover_value_days": ratio("stock_value", "daily_value", 1),
        }
