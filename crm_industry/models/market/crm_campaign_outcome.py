from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

from .crm_campaign_member import ARMS


class CrmCampaignOutcome(models.Model):
    """What each customer of a campaign, addressed or held out, ordered in its window: confirmed orders of the campaign's company
    and its branches, untaxed, at the orders' own rates, with the margin of the orders."""

    _name = "crm.campaign.outcome"
    _inherit = ["crm.ratio.mixin"]
    _description = "Campaign Outcome"
    _auto = False
    _order = "campaign_id desc, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.campaign.member": [
            "campaign_id", "company_id", "partner_id", "arm", "contact_state", "contacted_on", "response", "lead_id",
        ],
        "utm.campaign": ["market_from", "market_until"],
        "sale.order": [
            "partner_id", "state", "date_order", "company_id", "amount_untaxed", "margin", "currency_rate", "campaign_id",
        ],
        "res.partner": ["commercial_partner_id", "user_id"],
        "res.company": ["parent_path", "currency_id"],
        "crm.lead": ["stage_id", "active"],
        "crm.stage": ["is_won"],
    }  # fmt: skip

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    arm = fields.Selection(ARMS, string="Campaign Group", readonly=True)
    response = fields.Selection(selection="_selection_response", readonly=True)
    contacted_on = fields.Datetime(readonly=True)
    members = fields.Integer(string="Customers", readonly=True)
    contacted = fields.Integer(readonly=True)
    leads = fields.Integer(readonly=True)
    won = fields.Integer(string="Leads Won", readonly=True)
    buyers = fields.Integer(readonly=True, help="Customers with an order in the window.")
    orders = fields.Integer(readonly=True)
    named_orders = fields.Integer(
        string="Orders Naming It", readonly=True, help="Orders in the window that carry the campaign, such as those of its leads."
    )
    sales = fields.Monetary(string="Net Sales", readonly=True)
    margin = fields.Monetary(readonly=True)
    buyer_rate = fields.Float(string="Buyers (%)", compute="_compute_ratios", digits=(16, 2))
    contact_rate = fields.Float(string="Contacted (%)", compute="_compute_ratios", digits=(16, 2))
    member_sales = fields.Float(string="Sales per Customer", compute="_compute_ratios", digits=(16, 2))
    member_margin = fields.Float(string="Margin per Customer", compute="_compute_ratios", digits=(16, 2))

    @api.model
    def _selection_response(self):
        return self.env["crm.campaign.member"]._fields["response"]._description_selection(self.env)

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "buyer_rate": ratio("buyers", "members"),
            "contact_rate": ratio("contacted", "members"),
            "member_sales": ratio("sales", "members", factor=1),
            "member_margin": ratio("margin", "members", factor=1),
        }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT member.id, member.campaign_id, member.company_id, company.currency_id, member.partner_id, customer.user_id,
                   member.arm, member.response, member.contacted_on, 1 AS members,
                   (member.contact_state = 'contacted')::int AS contacted, (member.lead_id IS NOT NULL)::int AS leads,
                   (lead.active AND stage.is_won IS TRUE)::int AS won,
                   (count(sale.id) > 0)::int AS buyers, count(sale.id)::int AS orders,
                   (count(sale.id) FILTER (WHERE sale.campaign_id = member.campaign_id))::int AS named_orders,
                   coalesce(sum(sale.amount_untaxed / %(rate)s), 0) AS sales, coalesce(sum(sale.margin / %(rate)s), 0) AS margin
              FROM %(tables)s
             WHERE member.arm IN ('treated', 'control')
             GROUP BY member.id, company.id, customer.id, lead.id, stage.id
            """,
            rate=SQL("coalesce(nullif(sale.currency_rate, 0), 1)"),
            tables=self._tables(),
        )

    @api.model
    def _tables(self):
        """The members with the orders of their customers in the window; customers are commercial partners."""
        return SQL(
            """
            crm_campaign_member member
              JOIN utm_campaign campaign ON campaign.id = member.campaign_id
              JOIN res_company company ON company.id = member.company_id
              JOIN res_partner customer ON customer.id = member.partner_id
              LEFT JOIN crm_lead lead ON lead.id = member.lead_id
              LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
              LEFT JOIN (res_partner buyer
                         JOIN sale_order sale ON sale.partner_id = buyer.id AND sale.state = 'sale'
                         JOIN res_company seller ON seller.id = sale.company_id)
                     ON buyer.commercial_partner_id = member.partner_id
                    AND sale.date_order >= campaign.market_from AND sale.date_order < campaign.market_until
                    AND starts_with(seller.parent_path, company.parent_path)
            """
        )

    @api.model
    def _arm_figures(self, campaigns):
        """Return {(campaign id, arm): dict of sums, the mean and the sample variance of the margins} of campaigns."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT campaign_id, arm, count(*) AS members, sum(contacted) AS contacted, sum(leads) AS leads, sum(won) AS won,
                       sum(buyers) AS buyers, sum(orders) AS orders, sum(named_orders) AS named_orders, sum(sales) AS sales,
                       sum(margin) AS margin, avg(margin) AS mean, coalesce(var_samp(margin), 0) AS variance
                  FROM %s outcome
                 WHERE campaign_id = ANY(%s)
                 GROUP BY campaign_id, arm
                """,
                self._table_sql,
                campaigns.ids,
            )
        )
        return {(row["campaign_id"], row["arm"]): row for row in rows}
