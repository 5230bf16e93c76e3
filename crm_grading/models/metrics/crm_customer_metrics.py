from odoo import api, fields, models

from ..foundation.sale_order import ORDER_SOURCES
from .selections import (
    ABC_CLASSES,
    CHURN_RISKS,
    CYCLE_SOURCES,
    PRICE_BANDS,
    SPEND_TIERS,
    STAGES,
    WEEKDAYS,
)


class CrmCustomerMetrics(models.Model):
    """The figures of one customer (commercial partner) with one company and all its branches.

    Written by `_refresh` alone, every night and on demand, in the currency of the company at the root of the branch tree.
    A customer without any order, invoice or imported sale has no row. Days are those of the company's time zone, "12 months"
    are the 12 months that end on `figures_on`. What each figure means is told in the README, section "Customer metrics".
    """

    _name = "crm.customer.metrics"
    _description = "Customer Metrics"
    _order = "net_sales_12m desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    user_id = fields.Many2one("res.users", string="Salesperson", related="partner_id.user_id", store=True, index="btree_not_null")

    first_order = fields.Date()
    last_order = fields.Date()
    order_days = fields.Integer(help="Days with at least one order; several orders of a day are one decision to buy.")
    orders = fields.Integer(help="Confirmed orders and imported ones.")
    orders_12m = fields.Integer(string="Orders (12 Months)")
    ordered_amount = fields.Monetary(string="Ordered", help="Untaxed amount of all orders, imported ones included.")
    average_order = fields.Monetary(help="Ordered amount divided by the number of orders.", aggregator="avg")
    repeat_customer = fields.Boolean(help="Ordered on two or more days.")

    net_sales_12m = fields.Monetary(string="Net Sales (12 Months)")
    net_sales_prior = fields.Monetary(string="Net Sales (12 Months Before)")
    net_sales = fields.Monetary()
    margin_12m = fields.Monetary(string="Margin (12 Months)")
    margin = fields.Monetary()
    returns_12m = fields.Monetary(string="Returns (12 Months)", help="Credit notes and imported returns, positive.")
    returns = fields.Monetary()
    has_history = fields.Boolean(string="Imported Sales", help="Part of the figures comes from an imported sales history.")
    history_share = fields.Float(
        string="Imported Share (%)", digits=(16, 4), aggregator="avg", help="Share of imported sales in the net sales."
    )

    cycle_days = fields.Float(string="Purchase Cycle (Days)", digits=(16, 2), aggregator="avg")
    cycle_source = fields.Selection(CYCLE_SOURCES, string="Cycle From")
    next_order_date = fields.Date(string="Next Order Expected")
    days_since_last = fields.Integer(string="Days Since Last Order", aggregator="avg")
    recency_ratio = fields.Float(
        digits=(16, 4), aggregator="avg", help="Days since the last order divided by the purchase cycle."
    )

    rfm_orders = fields.Integer(string="RFM Order Days", help="Order days in the period of the RFM scores.")
    rfm_sales = fields.Monetary(string="RFM Sales", help="Net sales in the period of the RFM scores.")
    recency_score = fields.Integer(string="R", aggregator="avg")
    frequency_score = fields.Integer(string="F", aggregator="avg")
    monetary_score = fields.Integer(string="M", aggregator="avg")
    rfm = fields.Char(string="RFM")
    segment_id = fields.Many2one("crm.customer.segment", index="btree_not_null", ondelete="set null")
    abc = fields.Selection(ABC_CLASSES, string="ABC")
    abc_share = fields.Float(
        string="Cumulative Share (%)",
        digits=(16, 4),
        aggregator=None,
        help="Share of the sales of all customers that larger customers have together.",
    )
    spend_tier = fields.Selection(SPEND_TIERS)

    main_category_id = fields.Many2one("product.category", index="btree_not_null", ondelete="set null")
    preferred_categories = fields.Json(help="The three preferred categories: [{id, share in percent}].")
    price_ratio = fields.Float(
        string="Price Level (%)",
        digits=(16, 4),
        aggregator="avg",
        help="What the customer paid in 12 months in percent of the mean prices of the categories.",
    )
    price_band = fields.Selection(PRICE_BANDS)
    usual_weekday = fields.Selection(WEEKDAYS)
    usual_channel = fields.Selection(ORDER_SOURCES)
    cross_sell = fields.Json(help="Ids of categories that customers of the same spend tier buy and this one does not.")
    cross_sell_count = fields.Integer(string="Cross-Sell Gaps", aggregator="avg")

    stage = fields.Selection(STAGES, string="Lifecycle Stage", group_expand=True, index=True)
    stage_since = fields.Date(string="In Stage Since")
    won_back_on = fields.Date(help="The last order after the customer had been lost.")
    churn_risk = fields.Selection(CHURN_RISKS)
    churn_points = fields.Integer(aggregator="avg")
    churn_reasons = fields.Json(help="Codes of what speaks for losing the customer.")

    figures_on = fields.Date(string="Figures Of", help="The business day up to which the figures count.")
    refreshed_on = fields.Datetime()
    stale = fields.Boolean(string="To Refresh", help="The customer was joined with another; the next refresh is due.")

    preferred_text = fields.Char(string="Prefers", compute="_compute_category_texts")
    cross_sell_text = fields.Char(string="Not Bought Yet", compute="_compute_category_texts")
    churn_text = fields.Char(string="Why", compute="_compute_churn_text")

    _customer_uniq = models.UniqueIndex("(partner_id, company_id)", "A customer has one row of metrics for each company.")
    _next_order_idx = models.Index("(company_id, next_order_date)")

    @api.depends("preferred_categories", "cross_sell")
    @api.depends_context("lang")
    def _compute_category_texts(self):
        ids = {item["id"] for row in self for item in row.preferred_categories or []}
        ids.update(category for row in self for category in row.cross_sell or [])
        names = {
            category.id: category.display_name
            for category in self.env["product.category"].search_fetch([("id", "in", list(ids))], ["complete_name"])
        }
        for row in self:
            row.preferred_text = ", ".join(
                f"{names[item['id']]} {item['share']:.0f} %" for item in row.preferred_categories or [] if item["id"] in names
            )
            row.cross_sell_text = ", ".join(names[category] for category in row.cross_sell or [] if category in names)

    @api.depends("churn_reasons")
    @api.depends_context("lang")
    def _compute_churn_text(self):
        labels = self._churn_labels()
        for row in self:
            row.churn_text = ", ".join(labels.get(code, code) for code in row.churn_reasons or [])

    @api.model
    def _churn_labels(self):
        """Texts of the codes in `churn_reasons`; addons that add reasons extend it by super.

        :rtype: dict[str, str]
        """
        return {
            "late": self.env._("late for the next order"),
            "silent": self.env._("no order for several cycles"),
            "falling": self.env._("buys less than a year ago"),
            "single": self.env._("bought once only"),
            "returns": self.env._("returns a lot"),
        }
