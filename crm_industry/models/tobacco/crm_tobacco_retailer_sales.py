from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CrmTobaccoRetailer(models.Model):
    """What a retailer buys: figures of the customer's metrics, and cartons of the last twelve months."""

    _inherit = "crm.tobacco.retailer"

    currency_id = fields.Many2one(related="company_id.currency_id")
    net_sales_12m = fields.Monetary(string="Net Sales (12 Months)", compute="_compute_sales", compute_sudo=True)
    net_sales_prior = fields.Monetary(string="The 12 Months Before", compute="_compute_sales", compute_sudo=True)
    orders_12m = fields.Integer(string="Orders (12 Months)", compute="_compute_sales", compute_sudo=True)
    average_order = fields.Monetary(compute="_compute_sales", compute_sudo=True)
    last_order = fields.Date(compute="_compute_sales", compute_sudo=True)
    cartons_12m = fields.Float(string="Cartons (12 Months)", compute="_compute_cartons", compute_sudo=True, digits=(16, 2))
    carton_value = fields.Monetary(
        string="Value per Carton", compute="_compute_cartons", compute_sudo=True, help="Net sales ÷ cartons of 12 months."
    )

    @api.depends("partner_id", "company_id")
    def _compute_sales(self):
        rows = self.env["crm.customer.metrics"].search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
        )
        metrics = {(row.partner_id, row.company_id): row for row in rows}
        names = ("net_sales_12m", "net_sales_prior", "orders_12m", "average_order", "last_order")
        for retailer in self:
            row = metrics.get((retailer.partner_id, retailer.company_id))
            for name in names:
                retailer[name] = row[name] if row else False

    @api.depends("partner_id", "company_id", "net_sales_12m")
    def _compute_cartons(self):
        cartons = {}
        for company, retailers in self.grouped("company_id").items():
            cartons |= {(partner, company.id): value for partner, value in retailers._cartons(company)}
        for retailer in self:
            number = float(cartons.get((retailer.partner_id.id, retailer.company_id.id)) or 0.0)
            retailer.cartons_12m = number
            retailer.carton_value = retailer.net_sales_12m / number if number > 0 else 0.0

    def _cartons(self, company):
        """Return rows of customer and cartons of the twelve months to today; the owner of the query is the measure."""
        if not company:
            return []
        today = company._business_today()
        self.env.flush_all()
        branches = self.env["res.company"].search([("id", "child_of", company.id)])
        context = {"grading_customer_ids": self.partner_id.ids, "allowed_company_ids": branches.ids}
        query, _others = self.env["crm.grading.measure"]._tobacco_volume_query(
            company.with_context(**context), today - relativedelta(years=1, days=-1), today
        )
        return self.env.execute_query(SQL("SELECT partner_id, value FROM (%s) volume", query))
