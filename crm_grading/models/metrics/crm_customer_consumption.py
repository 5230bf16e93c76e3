from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COMPARE = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class CrmCustomerConsumption(models.Model):
    """How often one customer buys one product: products ordered on three or more days.

    Written by `crm.customer.metrics._refresh` alone. The cycle is the median number of days between two order days.
    """

    _name = "crm.customer.consumption"
    _description = "Consumption of a Customer"
    _order = "next_date, id"
    _rec_name = "product_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Salesperson", related="partner_id.user_id", store=True, index="btree_not_null")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    order_days = fields.Integer(help="Days on which the customer ordered the product.")
    last_date = fields.Date(string="Last Ordered")
    cycle_days = fields.Float(string="Cycle (Days)", digits=(16, 2), aggregator="avg")
    next_date = fields.Date(string="Expected Next")
    recency_ratio = fields.Float(
        digits=(16, 4),
        compute="_compute_recency_ratio",
        search="_search_recency_ratio",
        help="Days since the last order, as of today, divided by the purchase cycle.",
    )

    _customer_product_uniq = models.UniqueIndex(
        "(partner_id, company_id, product_id)", "A customer has one consumption row for each product and company."
    )
    _next_date_idx = models.Index("(company_id, next_date)")

    @api.depends("last_date", "cycle_days", "company_id")
    def _compute_recency_ratio(self):
        today = {company: company.sudo()._business_today() for company in self.company_id}
        for bought in self:
            days = (today[bought.company_id] - bought.last_date).days if bought.last_date else 0
            bought.recency_ratio = days / bought.cycle_days if bought.cycle_days else 0.0

    @api.model
    def _search_recency_ratio(self, operator, value):
        if operator not in COMPARE:
            return NotImplemented
        # A row belongs to a company without parent; those of others are not the user's to see.
        roots = self.env.companies.root_id
        days = [root.sudo()._business_today() for root in roots]
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """
                EXISTS (SELECT FROM unnest(%(roots)s, %(days)s::date[]) AS day (company_id, today)
                         WHERE day.company_id = %(company)s AND day.today - %(last)s %(compare)s %(value)s * %(cycle)s)
                """,
                roots=list(roots.ids),
                days=days,
                company=model._field_to_sql(alias, "company_id", query),
                last=model._field_to_sql(alias, "last_date", query),
                compare=COMPARE[operator],
                value=value,
                cycle=model._field_to_sql(alias, "cycle_days", query),
            )
        )
