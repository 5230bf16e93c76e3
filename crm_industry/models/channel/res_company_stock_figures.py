from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class ResCompany(models.Model):
    """Thresholds of stock figures and of the forecast. The company at the root of a branch tree decides for its branches."""

    _inherit = "res.company"

    channel_aged_days = CheckedInteger(
        string="Aged After (Days)",
        default=90,
        groups="base.group_user",
        help="Older goods count as aged in the figures.",
    )
    channel_mover_days = CheckedInteger(
        string="Window of Sales (Days)",
        default=90,
        groups="base.group_user",
        help="Daily sales are those of so many days, today included.",
    )
    channel_fast_days = CheckedInteger(
        string="Fast Up To (Days)",
        default=30,
        groups="base.group_user",
        help="Stock that lasts for so many days at most makes a fast mover.",
    )
    channel_slow_days = CheckedInteger(
        string="Slow From (Days)",
        default=120,
        groups="base.group_user",
        help="Stock that lasts for more days makes a slow mover.",
    )
    channel_dead_days = CheckedInteger(
        string="Dead After (Days)",
        default=180,
        groups="base.group_user",
        help="Stock without a sale and without new goods for more days is dead.",
    )
    channel_abc_a = CheckedFloat(
        string="A Products (%)",
        default=80.0,
        groups="base.group_user",
        help="Up to this share of all sales: class A.",
    )
    channel_abc_b = CheckedFloat(
        string="B Products (%)",
        default=95.0,
        groups="base.group_user",
        help="Up to this share of all sales: class B.",
    )
    channel_forecast_months = CheckedInteger(
        string="Months of the Forecast",
        default=6,
        groups="base.group_user",
        help="How far the sales forecast looks, the running month included.",
    )
    channel_quotation_probability = CheckedFloat(
        string="Quotations Won (%)",
        default=50.0,
        groups="base.group_user",
        help="What open quotations without an opportunity count for in the forecast.",
    )

    _channel_stock_days = models.Constraint(
        "CHECK (channel_aged_days BETWEEN 1 AND 3650 AND channel_mover_days BETWEEN 1 AND 3650"
        " AND channel_dead_days BETWEEN 1 AND 3650 AND channel_fast_days > 0"
        " AND channel_fast_days <= channel_slow_days AND channel_slow_days <= 36500)",
        "Days of the stock figures: aged, window and dead 1 to 3,650; fast above 0 and not above slow.",
    )
    _channel_abc_order = models.Constraint(
        "CHECK (channel_abc_a > 0 AND channel_abc_a <= channel_abc_b AND channel_abc_b <= 100)",
        "ABC classes of products: 0 < A ≤ B ≤ 100 percent.",
    )
    _channel_forecast_range = models.Constraint(
        "CHECK (channel_forecast_months BETWEEN 1 AND 36 AND channel_quotation_probability BETWEEN 0 AND 100)",
        "Sales forecast: 1 to 36 months, quotations 0 to 100 percent.",
    )

    @api.model
    def _channel_today_query(self):
        """SQL of the day it is for each company: company_id, root_id, today.

        For reports that count days; a few companies, so their days travel as values.
        """
        # sudo: the days of all companies; which rows a user sees is decided by the rules of the report
        companies = self.sudo().search([("active", "=", True)])
        roots = [int(company.parent_path.split("/")[0]) for company in companies]
        days = [company._business_today() for company in companies]
        return SQL(
            "SELECT * FROM unnest(%s, %s, %s::date[]) AS day (company_id, root_id, today)", list(companies.ids), roots, days
        )
