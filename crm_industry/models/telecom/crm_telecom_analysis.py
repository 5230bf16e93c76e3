from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.ratios import ratio

AMOUNTS = ("minutes", "megabytes", "sms", "opening_base", "closing_base", "activated", "disconnected")


class CrmTelecomAnalysis(models.Model):
    """ARPU, MOU and churn by access, region, grade, cohort, offering and whatever else subscriptions have.

    A row is a month of a subscription. Average subscribers are the mean of those at the beginning and at the end of a month;
    over several months the ratios are those of an average month. Amounts in the currency of the current company, before tax.
    """

    _name = "crm.telecom.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Telecom Analysis"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "month"
    _depends = {
        "crm.telecom.month": [
            "company_id", "month", "subscription_id", "account_id", "partner_id", "offering_id", "grade_id", "revenue",
            "closing_state", "reason_id", *AMOUNTS,
        ],
        "crm.telecom.subscription": ["access_type", "region_id", "activated_on"],
        "crm.telecom.account": ["payment_mode"],
        "res.partner": ["user_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    month = fields.Date(readonly=True)
    subscription_id = fields.Many2one(
        "crm.telecom.subscription", readonly=True, help="Empty: what was charged to the account as a whole."
    )
    account_id = fields.Many2one("crm.telecom.account", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, help="At the end of the month.")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    access_type = fields.Selection("_selection_access_type", string="Access", readonly=True)
    payment_mode = fields.Selection("_selection_payment_mode", string="Payment", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True, help="Of the subscription, as it is now.")
    province_id = fields.Many2one("crm.region", readonly=True)
    grade_id = fields.Many2one("crm.grading.grade", readonly=True, help="Of the customer at the end of the month.")
    cohort = fields.Date(readonly=True, help="The month of the activation.")
    offering_id = fields.Many2one("crm.telecom.offering", readonly=True, help="At the end of the month.")
    closing_state = fields.Selection("_selection_state", string="State at the End", readonly=True)
    reason_id = fields.Many2one("crm.telecom.reason", string="Reason of the End", readonly=True)

    revenue = fields.Monetary(readonly=True, help="Of all bills of the month, before tax; credits are taken off.")
    minutes = fields.Float(readonly=True, digits=(16, 2), help="Of calls.")
    megabytes = fields.Float(string="MB", readonly=True, digits=(16, 3))
    sms = fields.Integer(string="SMS", readonly=True)
    opening_base = fields.Integer(
        string="Subscribers at the Beginning",
        readonly=True,
        help="Activated and not ended; suspended or under notice, too. Don't add up several months.",
    )
    closing_base = fields.Integer(
        string="Subscribers at the End", readonly=True, help="Counted as at the beginning. Don't add up several months."
    )
    average_base = fields.Float(
        string="Average Subscribers",
        readonly=True,
        digits=(16, 1),
        help="Mean of the beginning and the end of the month. Several months: subscribers × months.",
    )
    activated = fields.Integer(string="Activations", readonly=True)
    disconnected = fields.Integer(string="Disconnections", readonly=True)

    arpu = fields.Float(
        string="ARPU", digits=(16, 2), compute="_compute_ratios", help="Revenue ÷ average subscribers, of a month."
    )
    mou = fields.Float(
        string="MOU (Minutes)", digits=(16, 2), compute="_compute_ratios", help="Minutes ÷ average subscribers, of a month."
    )
    mb_each = fields.Float(
        string="MB a Subscriber", digits=(16, 2), compute="_compute_ratios", help="MB ÷ average subscribers, of a month."
    )
    churn_rate = fields.Float(
        string="Churn Rate (%)",
        digits=(16, 2),
        compute="_compute_ratios",
        help="Disconnections ÷ average subscribers, of a month.",
    )

    @api.model
    def _selection_access_type(self):
        return self.env["crm.telecom.offering"]._selection_access_type()

    @api.model
    def _selection_payment_mode(self):
        return self.env["crm.telecom.account"]._selection_payment_mode()

    @api.model
    def _selection_state(self):
        return self.env["crm.telecom.month"]._selection_state()

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "arpu": ratio("revenue", "average_base", 1),
            "mou": ratio("minutes", "average_base", 1),
            "mb_each": ratio("megabytes", "average_base", 1),
            "churn_rate": ratio("disconnected", "average_base"),
        }

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    @api.model
    def _select(self):
        return SQL(
            """
            m.id, m.company_id, %(currency)s AS currency_id, m.month, m.subscription_id, m.account_id, m.partner_id,
            customer.user_id, s.access_type, a.payment_mode, s.region_id, province.province_id, m.grade_id,
            date_trunc('month', s.activated_on::timestamp)::date AS cohort, m.offering_id, m.closing_state, m.reason_id,
            m.revenue * account_currency_table.rate AS revenue, (m.opening_base + m.closing_base) / 2.0 AS average_base,
            %(amounts)s
            """,
            currency=self.env.company.currency_id.id,
            amounts=SQL(", ").join(SQL.identifier("m", name) for name in AMOUNTS),
        )

    @api.model
    def _from(self):
        return SQL(
            """
            crm_telecom_month m
              JOIN %s ON account_currency_table.company_id = m.company_id
              JOIN crm_telecom_account a ON a.id = m.account_id
              LEFT JOIN crm_telecom_subscription s ON s.id = m.subscription_id
              LEFT JOIN (%s) province ON province.id = s.region_id
              LEFT JOIN res_partner customer ON customer.id = m.partner_id
            """,
            self.env["res.currency"]._get_simple_currency_table(self.env.companies),
            self.env["crm.sales.analysis"]._province_query(),
        )

    @api.readonly
    def action_open_subscription(self):
        """The subscription of the row, or the account that was charged as a whole."""
        check_one(self)
        record = self.subscription_id or self.account_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
