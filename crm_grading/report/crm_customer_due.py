from odoo import api, fields, models
from odoo.tools import SQL

from ..models.metrics.selections import CHURN_RISKS, STAGES
from ..tools.arguments import check_ids


class CrmCustomerDue(models.Model):
    """Who should have ordered by today: customers past their purchase cycle, and products past theirs.

    A row without product is about the customer as a whole. The user's own customers come first, and of these the ones that were
    late the shortest, in cycles, since they are the likeliest to order yet. Today is that of the company.
    """

    _name = "crm.customer.due"
    _description = "Past Their Cycle"
    _auto = False
    _order = "own desc, recency_ratio, net_sales_12m desc nulls last, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.customer.metrics": [
            "partner_id", "company_id", "currency_id", "user_id", "last_order", "cycle_days", "next_order_date", "stage",
            "churn_risk", "net_sales_12m",
        ],
        "crm.customer.consumption": [
            "partner_id", "company_id", "product_id", "last_date", "cycle_days", "next_date",
        ],
        "mail.activity": ["res_model", "res_id", "activity_type_id", "active", "date_deadline", "user_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    own = fields.Boolean(string="Own Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, help="Empty: the customer has not ordered at all.")
    kind = fields.Selection([("customer", "Customer"), ("product", "Product")], readonly=True)
    last_date = fields.Date(string="Last Ordered", readonly=True)
    cycle_days = fields.Float(string="Cycle (Days)", readonly=True, aggregator="avg")
    next_date = fields.Date(string="Expected", readonly=True)
    days_past = fields.Integer(readonly=True, aggregator="avg")
    recency_ratio = fields.Float(
        digits=(16, 4), readonly=True, aggregator="avg", help="Days since the last order divided by the purchase cycle."
    )
    stage = fields.Selection(STAGES, string="Lifecycle Stage", readonly=True)
    churn_risk = fields.Selection(CHURN_RISKS, readonly=True)
    net_sales_12m = fields.Monetary(string="Net Sales (12 Months)", readonly=True, aggregator=None)
    planned_on = fields.Date(string="Call Planned", readonly=True)
    planned_user_id = fields.Many2one("res.users", string="Planned For", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT due.*, due.user_id IS NOT DISTINCT FROM %(uid)s AS own, day.today - due.next_date AS days_past,
                   round((day.today - due.last_date) / nullif(due.cycle_days, 0), 4) AS recency_ratio,
                   call.date_deadline AS planned_on, call.user_id AS planned_user_id
              FROM (%(customers)s UNION ALL %(products)s) due
              JOIN (%(days)s) day ON day.company_id = due.company_id AND due.next_date <= day.today
              LEFT JOIN (%(calls)s) call ON call.partner_id = due.partner_id
            """,
            uid=self.env.uid,
            customers=self._customers_query(),
            products=self._products_query(),
            days=self._days_query(),
            calls=self._calls_query(),
        )

    @api.model
    def _customers_query(self):
        return SQL(
            """
            SELECT id * 2 AS id, partner_id, company_id, currency_id, user_id, NULL::int AS product_id, 'customer' AS kind,
                   last_order AS last_date, cycle_days, next_order_date AS next_date, stage, churn_risk, net_sales_12m
              FROM crm_customer_metrics
             WHERE next_order_date IS NOT NULL
            """
        )

    @api.model
    def _products_query(self):
        return SQL(
            """
            SELECT bought.id * 2 + 1, bought.partner_id, bought.company_id, metrics.currency_id, metrics.user_id,
                   bought.product_id, 'product', bought.last_date, bought.cycle_days, bought.next_date, metrics.stage,
                   metrics.churn_risk, metrics.net_sales_12m
              FROM crm_customer_consumption bought
              JOIN crm_customer_metrics metrics
                ON metrics.partner_id = bought.partner_id AND metrics.company_id = bought.company_id
            """
        )

    @api.model
    def _days_query(self):
        roots = self.env.companies.root_id
        return SQL(
            "SELECT * FROM unnest(%s, %s::date[]) AS day (company_id, today)",
            list(roots.ids),
            [root.sudo()._business_today() for root in roots],
        )

    @api.model
    def _calls_query(self):
        """The open call for each customer that has one."""
        return SQL(
            """
            SELECT DISTINCT ON (res_id) res_id AS partner_id, date_deadline, user_id
              FROM mail_activity
             WHERE res_model = 'res.partner' AND activity_type_id = %s AND active
             ORDER BY res_id, date_deadline, id
            """,
            self.env["res.partner"]._reorder_call_type().id,
        )

    def action_plan_call(self):
        """Plan one call for each customer of these rows, today, unless one is planned already (button).

        :raise AccessError: the user may not read one of the rows
        """
        check_ids(self)
        self.check_access("read")
        reasons = {}
        for row in self:
            reasons.setdefault(row.partner_id, []).append(row.product_id.display_name or self.env._("no order at all"))
        return self.env["res.partner"]._plan_reorder_calls(reasons)
