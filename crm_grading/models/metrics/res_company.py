from odoo import fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class ResCompany(models.Model):
    """Thresholds of the customer metrics. The company at the root of a branch tree decides for its branches."""

    _inherit = "res.company"

    grading_sales_basis = fields.Selection(
        [("invoiced", "Invoices and credit notes"), ("ordered", "Confirmed orders")],
        string="Net Sales From",
        default="invoiced",
        required=True,
        groups="base.group_user",
        help="Where net sales and margins of the customer metrics come from. Imported sales always count.",
    )
    grading_rfm_months = CheckedInteger(
        string="Months of RFM",
        default=12,
        groups="base.group_user",
        help="How far back RFM scores, ABC classes and spend tiers look; 0: no end.",
    )
    grading_abc_a = CheckedFloat(
        string="A Customers (%)",
        default=80.0,
        groups="base.group_user",
        help="Up to this share of all sales: class A.",
    )
    grading_abc_b = CheckedFloat(
        string="B Customers (%)",
        default=95.0,
        groups="base.group_user",
        help="Up to this share of all sales: class B.",
    )
    grading_tier_top = CheckedInteger(
        string="Top Tier (%)",
        default=5,
        groups="base.group_user",
        help="Of the customers, by sales.",
    )
    grading_tier_high = CheckedInteger(string="Down to High Tier (%)", default=20, groups="base.group_user")
    grading_tier_middle = CheckedInteger(string="Down to Middle Tier (%)", default=50, groups="base.group_user")
    grading_ratio_retain = CheckedFloat(
        string="At Risk After (Cycles)",
        default=1.5,
        groups="base.group_user",
        help="Purchase cycles since the last order.",
    )
    grading_ratio_lost = CheckedFloat(string="Lost After (Cycles)", default=3.0, groups="base.group_user")
    grading_growth = CheckedFloat(
        string="Growth (%)",
        default=20.0,
        groups="base.group_user",
        help="Developing customers buy so much more than in the 12 months before.",
    )
    grading_won_back_days = CheckedInteger(string="Won Back for (Days)", default=180, groups="base.group_user")
    grading_cycle_default = CheckedInteger(
        string="Cycle Without Data (Days)",
        default=90,
        groups="base.group_user",
        help="As long as no customer has ordered on three days.",
    )
    grading_half_life = CheckedInteger(
        string="Half-Life of Preferences (Days)",
        default=180,
        groups="base.group_user",
        help="After these days a purchase counts half.",
    )
    grading_cross_sell = CheckedFloat(
        string="Cross-Sell From (%)",
        default=40.0,
        groups="base.group_user",
        help="A category that so many customers of the spend tier buy.",
    )
    grading_price_low = CheckedFloat(
        string="Low Price Below (%)",
        default=80.0,
        groups="base.group_user",
        help="Of the category's mean price.",
    )
    grading_price_high = CheckedFloat(string="High Price Above (%)", default=120.0, groups="base.group_user")
    grading_decline = CheckedFloat(
        string="Falling Below (%)",
        default=80.0,
        groups="base.group_user",
        help="Sales of 12 months in percent of those of the 12 months before.",
    )
    grading_return_rate = CheckedFloat(
        string="Many Returns From (%)",
        default=20.0,
        groups="base.group_user",
        help="Of the sales before returns, in 12 months.",
    )
    grading_churn_medium = CheckedInteger(string="Medium Churn Risk From (Points)", default=2, groups="base.group_user")
    grading_churn_high = CheckedInteger(string="High Churn Risk From (Points)", default=3, groups="base.group_user")

    _grading_abc_order = models.Constraint(
        "CHECK (grading_abc_a > 0 AND grading_abc_a <= grading_abc_b AND grading_abc_b <= 100)",
        "ABC classes: 0 < A ≤ B ≤ 100 percent.",
    )
    _grading_tier_order = models.Constraint(
        "CHECK (grading_tier_top > 0 AND grading_tier_top < grading_tier_high AND grading_tier_high < grading_tier_middle"
        " AND grading_tier_middle < 100)",
        "Spend tiers: 0 < top < high < middle < 100 percent.",
    )
    _grading_ratio_order = models.Constraint(
        "CHECK (grading_ratio_retain >= 1 AND grading_ratio_retain < grading_ratio_lost AND grading_ratio_lost <= 1000)",
        "Customers are at risk after at least one cycle, and lost later than that (within 1,000 cycles).",
    )
    _grading_churn_order = models.Constraint(
        "CHECK (grading_churn_medium > 0 AND grading_churn_medium <= grading_churn_high)",
        "Churn risk: a medium one starts from 1 point, a high one not before a medium one.",
    )
    _grading_price_order = models.Constraint(
        "CHECK (grading_price_low > 0 AND grading_price_low < grading_price_high)",
        "Prices: 0 < low < high percent.",
    )
    _grading_metric_range = models.Constraint(
        "CHECK (grading_rfm_months BETWEEN 0 AND 1200 AND grading_won_back_days BETWEEN 0 AND 36500"
        " AND grading_cycle_default BETWEEN 1 AND 36500 AND grading_half_life BETWEEN 1 AND 36500"
        " AND grading_growth >= 0 AND grading_cross_sell > 0 AND grading_cross_sell <= 100"
        " AND grading_decline >= 0 AND grading_return_rate >= 0)",
        "Settings of the customer metrics: months 0 to 1,200, days 0 (cycle and half-life 1) to 36,500, shares above 0 up to"
        " 100 percent, none negative.",
    )
