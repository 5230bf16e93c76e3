from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

from .crm_channel_report_line import AGES

BALANCE = "At the end of the period: don't add up several periods."


class CrmChannelAnalysis(models.Model):
    """The figures of accepted channel reports by dealer, product and period: sell-in, sell-through and stock.

    Ratios are worked out from sums in every grouping: sell-through rate = sell-through ÷ (opening + sell-in), weeks of supply =
    closing ÷ weekly sell-through. Over several periods both are those of the average period.
    """

    _name = "crm.channel.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Channel Stock and Sell-Through"
    _auto = False
    _order = "date_from desc, partner_id, product_id, id"
    _rec_name = "product_id"
    _depends = {
        "crm.channel.report": ["company_id", "partner_id", "period", "date_from", "date_to", "state"],
        "crm.channel.report.line": [
            "report_id", "product_id", "retailer_id", "opening", "sell_in", "sell_through", "returned", "adjustment", "closing",
            "delivered", "closing_value", "age_days", *AGES,
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "channel_brand_id"],
        "res.partner": ["user_id", "channel_region_id", "channel_type_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    report_id = fields.Many2one("crm.channel.report", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Dealer", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", readonly=True)
    retailer_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    period = fields.Selection([("week", "Week"), ("month", "Month")], readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    latest = fields.Boolean(readonly=True, help="Of the newest accepted report of the dealer.")
    opening = fields.Float(readonly=True, help="At the beginning of the period: don't add up several periods.")
    sell_in = fields.Float(string="Sell-In", readonly=True)
    delivered = fields.Float(readonly=True)
    sell_through = fields.Float(string="Sell-Through", readonly=True)
    returned = fields.Float(string="Returns", readonly=True)
    adjustment = fields.Float(readonly=True)
    closing = fields.Float(string="Stock", readonly=True, help=BALANCE)
    closing_value = fields.Monetary(string="Stock Value", readonly=True, help=BALANCE)
    available = fields.Float(readonly=True, help="Opening + sell-in: what the dealer could sell.")
    weekly_sell_through = fields.Float(string="Sell-Through a Week", readonly=True)
    age_30 = fields.Float(string="0-30 Days", readonly=True, help=BALANCE)
    age_60 = fields.Float(string="31-60 Days", readonly=True, help=BALANCE)
    age_90 = fields.Float(string="61-90 Days", readonly=True, help=BALANCE)
    age_180 = fields.Float(string="91-180 Days", readonly=True, help=BALANCE)
    age_over = fields.Float(string="Over 180 Days", readonly=True, help=BALANCE)
    age_unknown = fields.Float(readonly=True, help=BALANCE)
    known = fields.Float(string="Stock of Known Age", readonly=True, help=BALANCE)
    aged = fields.Float(string="Stock × Days", readonly=True, help=BALANCE)
    sell_through_rate = fields.Float(string="Sell-Through (%)", compute="_compute_ratios", digits=(16, 2))
    weeks_of_supply = fields.Float(compute="_compute_ratios", digits=(16, 1))
    average_age = fields.Float(string="Average Age (Days)", compute="_compute_ratios", digits=(16, 1))

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "sell_through_rate": ratio("sell_through", "available"),
            "weeks_of_supply": ratio("closing", "weekly_sell_through", factor=1),
            "average_age": ratio("aged", "known", factor=1),
        }

    @property
    def _table_query(self):
        """One row a line; the date of the newest accepted report of each dealer comes with it."""
        return SQL(
            """
            SELECT l.id, r.company_id, c.currency_id, r.id AS report_id, r.partner_id, p.user_id AS salesperson_id,
                   p.channel_region_id AS region_id, p.channel_type_id AS type_id, l.retailer_id, l.product_id, t.categ_id,
                   t.channel_brand_id AS brand_id, r.period, r.date_from, r.date_to, r.date_to = n.date_to AS latest,
                   l.opening, l.sell_in, l.delivered, l.sell_through, l.returned, l.adjustment, l.closing, l.closing_value,
                   l.opening + l.sell_in AS available, %(ages)s,
                   l.sell_through * 7.0 / (r.date_to - r.date_from + 1) AS weekly_sell_through,
                   l.closing - COALESCE(l.age_unknown, 0) AS known,
                   COALESCE((l.closing - COALESCE(l.age_unknown, 0)) * l.age_days, 0) AS aged
              FROM crm_channel_report_line l
              JOIN crm_channel_report r ON r.id = l.report_id AND r.state = 'accepted'
              JOIN res_company c ON c.id = r.company_id
              JOIN res_partner p ON p.id = r.partner_id
              JOIN product_product v ON v.id = l.product_id
              JOIN product_template t ON t.id = v.product_tmpl_id
              JOIN (SELECT company_id, partner_id, max(date_to) AS date_to FROM crm_channel_report WHERE state = 'accepted'
                     GROUP BY 1, 2) n ON n.company_id = r.company_id AND n.partner_id = r.partner_id
            """,
            ages=SQL(", ").join(SQL("l.%s", SQL.identifier(name)) for name in AGES),
        )
