from odoo import fields, models

from .selections import ABC_CLASSES, CHURN_RISKS, SPEND_TIERS, STAGES


class CrmCustomerSnapshot(models.Model):
    """What the metrics of one customer were on the last day of one month.

    Written by code alone; taking a month again replaces its rows. `month` is the first day of that month.
    """

    _name = "crm.customer.snapshot"
    _description = "Customer Metrics of a Month"
    _order = "month desc, net_sales_12m desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", index="btree_not_null", help="The customer's salesperson when it was taken."
    )
    month = fields.Date(required=True, help="The first day of the month.")
    stage = fields.Selection(STAGES, string="Lifecycle Stage")
    segment_id = fields.Many2one("crm.customer.segment", index="btree_not_null", ondelete="set null")
    abc = fields.Selection(ABC_CLASSES, string="ABC")
    spend_tier = fields.Selection(SPEND_TIERS)
    churn_risk = fields.Selection(CHURN_RISKS)
    recency_score = fields.Integer(string="R", aggregator="avg")
    frequency_score = fields.Integer(string="F", aggregator="avg")
    monetary_score = fields.Integer(string="M", aggregator="avg")
    recency_ratio = fields.Float(digits=(16, 4), aggregator="avg")
    cycle_days = fields.Float(string="Purchase Cycle (Days)", digits=(16, 2), aggregator="avg")
    orders_month = fields.Integer(string="Orders of the Month")
    net_sales_month = fields.Monetary(string="Net Sales of the Month")
    margin_month = fields.Monetary(string="Margin of the Month")
    orders_12m = fields.Integer(string="Orders (12 Months)")
    net_sales_12m = fields.Monetary(string="Net Sales (12 Months)", help="Twelve months: don't add up several months.")
    margin_12m = fields.Monetary(string="Margin (12 Months)")
    won_back_on = fields.Date()
    stage_since = fields.Date(string="In Stage Since")
    last_order = fields.Date()

    _customer_month_uniq = models.UniqueIndex(
        "(company_id, month, partner_id)", "A customer has one snapshot for each month and company."
    )
    _first_day_of_month = models.Constraint(
        "CHECK (extract(day FROM month) = 1)", "A snapshot's month is the first day of that month."
    )
