from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

from ...tools.order_cycle import week_start

# Weeks that are shown; a product is new for so many days after its launch.
WEEKS = 26
NEW_DAYS = 180


class CrmTobaccoAnalysis(models.Model):
    """Sell-through, stock-out rate, adoption of new products and use of supply plans, by product and ISO week.

    A row is a product of a company in one of the last 26 weeks in which retailers ordered it, or did in the two weeks before,
    reported on it, or a plan was in force; plans of a price class have rows without a product. Quantities are in the unit of
    the product, of price classes in cartons. Over several weeks or products the ratios are those of an average one.
    """

    _name = "crm.tobacco.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Tobacco Analysis"
    _auto = False
    _order = "week desc, buyers desc, id desc"
    _rec_name = "week"
    _depends = {
        "sale.order": ["company_id", "date_order", "partner_id", "state", "supply_week"],
        "sale.order.line": ["order_id", "product_id", "product_uom_id", "product_uom_qty"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "grading_launch_date", "tobacco_cartons", "uom_id"],
        "product.category": ["tobacco_class"],
        "res.partner": ["commercial_partner_id"],
        "res.company": ["business_tz", "parent_path"],
        "uom.uom": ["factor"],
        "crm.supply.plan": ["company_id", "product_id", "published_on", "tobacco_class", "total", "week"],
        "crm.tobacco.demand.line": ["company_id", "is_out", "product_id", "week"],
        "crm.visit": ["checked_in_at", "company_id", "state"],
        "crm.visit.answer": ["item_id", "visit_id", "yes_no"],
        "crm.visit.checklist.item": ["tobacco_product_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    week = fields.Date(string="Week From", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, help="Empty: a plan of a whole price class.")
    tobacco_class = fields.Selection(
        lambda self: self.env["crm.supply.plan"]._selection_tobacco_class(), string="Price Class", readonly=True
    )
    ordered = fields.Float(readonly=True, digits=(16, 2), help="In the unit of the product.", aggregator=None)
    buyers = fields.Integer(readonly=True, help="Customers who ordered the product in the week.")
    customers = fields.Integer(
        string="Ordering Customers", readonly=True, help="Customers with orders of tobacco in the week or one of the two before."
    )
    observed = fields.Integer(readonly=True, help="Retailers' reports and answers on visits about the stock of the product.")
    out_of_stock = fields.Integer(readonly=True, help="Those that say there is none.")
    adopters = fields.Integer(readonly=True, help="Of a new product: customers who have ordered it until the end of the week.")
    reachable = fields.Integer(readonly=True, help="Of a new product: customers who order. Launched at most 180 days before.")
    planned = fields.Integer(readonly=True, help="Total of the supply plan in force.")
    taken = fields.Float(readonly=True, digits=(16, 2), help="Ordered of it in its week.")

    sell_through = fields.Float(
        string="Sell-Through (%)",
        digits=(16, 2),
        compute="_compute_ratios",
        help="Customers ordering the product ÷ customers with orders in the last three cycles.",
    )
    stock_out_rate = fields.Float(
        string="Stock-Out Rate (%)", digits=(16, 2), compute="_compute_ratios", help="Out of stock ÷ observed."
    )
    adoption = fields.Float(string="Adoption (%)", digits=(16, 2), compute="_compute_ratios", help="Adopters ÷ reachable.")
    plan_use = fields.Float(string="Plan Use (%)", digits=(16, 2), compute="_compute_ratios", help="Taken ÷ planned.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "sell_through": ratio("buyers", "customers"),
            "stock_out_rate": ratio("out_of_stock", "observed"),
            "adoption": ratio("adopters", "reachable"),
            "plan_use": ratio("taken", "planned"),
        }

    @property
    def _table_query(self):
        now = week_start(self.env.company.root_id._business_today())
        since = now - timedelta(weeks=WEEKS - 1)
        # Who has adopted a product that is new in the first week may have ordered it half a year before.
        return SQL(
            "WITH %s %s UNION ALL %s", self._sources(since - timedelta(days=NEW_DAYS + 7)), *self._rows_between(since, now)
        )
