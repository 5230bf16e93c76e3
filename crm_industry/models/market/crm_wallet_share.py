from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

# Estimates older than this don't count any more.
STATED_MONTHS = 24
RIVALS_MONTHS = 12
# What the customers of a type could buy: what this share of them buys less than.
PEER_QUANTILE = 0.8
LEAST_PEERS = 10


class CrmWalletShare(models.Model):
    """Our share of what customers buy of goods like ours in twelve months.

    Our sales are those of the customer metrics. What the customer buys in all is, of the following, the first that is known:

    - stated: the newest estimate of its yearly demand, at most 24 months old;
    - rivals: our sales ÷ (1 − what competitors have of it), from the newest confirmed share of each competitor with the
      customer, at most 12 months old, while these are together below 100 %;
    - peers: what 80 % of the customers of its type buy less than from us, where at least ten buy.

    Never less than our own sales. Customers of whom none is known have no potential.
    """

    _name = "crm.wallet.share"
    _inherit = ["crm.ratio.mixin"]
    _description = "Share of Wallet"
    _auto = False
    _order = "room desc nulls last, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.customer.metrics": ["partner_id", "company_id", "currency_id", "net_sales_12m"],
        "crm.wallet.estimate": ["partner_id", "company_id", "date", "amount"],
        "crm.competitor.intelligence": ["partner_id", "company_id", "competitor_id", "share", "state", "observed_on"],
        "res.partner": ["user_id", "channel_type_id", "channel_region_id", "active"],
        "res.company": ["parent_path", "currency_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    sales = fields.Monetary(string="Our Sales (12 Months)", readonly=True)
    stated = fields.Monetary(string="Stated Demand", readonly=True)
    stated_on = fields.Date(readonly=True)
    rivals_share = fields.Float(string="Competitors (%)", digits=(16, 2), readonly=True, aggregator=None)
    peers = fields.Monetary(string="Peers Buy", readonly=True, aggregator=None)
    method = fields.Selection(
        [("stated", "Stated"), ("rivals", "From Competitors' Shares"), ("peers", "From Peers"), ("unknown", "Unknown")],
        string="Worked Out From",
        readonly=True,
    )
    known_sales = fields.Monetary(string="Our Sales, Potential Known", readonly=True)
    potential = fields.Monetary(readonly=True, help="What the customer buys of goods like ours in twelve months.")
    room = fields.Monetary(string="Bought Elsewhere", readonly=True, help="Potential − our sales.")
    share = fields.Float(string="Our Share (%)", compute="_compute_ratios", digits=(16, 2))

    @api.model
    def _ratios(self):
        return super()._ratios() | {"share": ratio("known_sales", "potential")}

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT wallet.*, CASE WHEN potential IS NOT NULL THEN sales ELSE 0 END AS known_sales, potential - sales AS room
              FROM (SELECT found.*, CASE method WHEN 'stated' THEN greatest(stated, sales)
                                                WHEN 'rivals' THEN sales / (1 - rivals_share / 100)
                                                WHEN 'peers' THEN greatest(peers, sales) END AS potential
                      FROM (%s) found) wallet
            """,
            self._wallet_facts(),
        )

    @api.model
    def _wallet_facts(self):
        """Rows of customers and companies with what is known, and by which of it the potential is worked out."""
        return SQL(
            """
            SELECT customer.id * 10000::bigint + company.id AS id, customer.id AS partner_id, company.id AS company_id,
                   company.currency_id, customer.user_id, customer.channel_type_id AS type_id,
                   customer.channel_region_id AS region_id, coalesce(metrics.net_sales_12m, 0) AS sales, stated.amount AS stated,
                   stated.date AS stated_on, rivals.share AS rivals_share, peers.amount AS peers,
                   CASE WHEN stated.amount IS NOT NULL THEN 'stated'
                        WHEN rivals.share < 100 AND metrics.net_sales_12m > 0 THEN 'rivals'
                        WHEN peers.amount IS NOT NULL THEN 'peers'
                        ELSE 'unknown' END AS method
              FROM (SELECT partner_id, company_id FROM crm_customer_metrics
                     UNION SELECT partner_id, company_id FROM crm_wallet_estimate) known
              JOIN res_partner customer ON customer.id = known.partner_id AND customer.active
              JOIN res_company company ON company.id = known.company_id
              LEFT JOIN crm_customer_metrics metrics
                     ON metrics.partner_id = known.partner_id AND metrics.company_id = known.company_id
              LEFT JOIN (%(stated)s) stated ON stated.partner_id = known.partner_id AND stated.company_id = known.company_id
              LEFT JOIN (%(rivals)s) rivals ON rivals.partner_id = known.partner_id AND rivals.company_id = known.company_id
              LEFT JOIN (%(peers)s) peers
                     ON peers.type_id = customer.channel_type_id AND peers.company_id = known.company_id
            """,
            stated=self._stated_query(),
            rivals=self._rivals_query(),
            peers=self._peers_query(),
        )

    @api.model
    def _stated_query(self):
        return SQL(
            """
            SELECT DISTINCT ON (company_id, partner_id) company_id, partner_id, amount, date
              FROM crm_wallet_estimate
             WHERE date >= %(today)s::date - make_interval(months => %(months)s) AND date <= %(today)s
             ORDER BY company_id, partner_id, date DESC, id DESC
            """,
            today=self.env.company._business_today(),
            months=STATED_MONTHS,
        )

    @api.model
    def _rivals_query(self):
        """What competitors have of a customer together; entries of branches count for the company."""
        return SQL(
            """
            SELECT company_id, partner_id, sum(share) AS share
              FROM (SELECT DISTINCT ON (root.id, entry.partner_id, entry.competitor_id)
                           root.id AS company_id, entry.partner_id, entry.share
                      FROM crm_competitor_intelligence entry
                      JOIN res_company company ON company.id = entry.company_id
                      JOIN res_company root ON root.id = split_part(company.parent_path, '/', 1)::int
                     WHERE entry.state = 'confirmed' AND entry.share > 0 AND entry.partner_id IS NOT NULL
                       AND entry.observed_on >= %(today)s::date - make_interval(months => %(months)s)
                       AND entry.observed_on <= %(today)s
                     ORDER BY root.id, entry.partner_id, entry.competitor_id, entry.observed_on DESC, entry.id DESC) newest
             GROUP BY company_id, partner_id
            """,
            today=self.env.company._business_today(),
            months=RIVALS_MONTHS,
        )

    @api.model
    def _peers_query(self):
        return SQL(
            """
            SELECT metrics.company_id, customer.channel_type_id AS type_id,
                   percentile_cont(%s) WITHIN GROUP (ORDER BY metrics.net_sales_12m)::numeric AS amount
              FROM crm_customer_metrics metrics
              JOIN res_partner customer ON customer.id = metrics.partner_id
             WHERE metrics.net_sales_12m > 0 AND customer.channel_type_id IS NOT NULL
             GROUP BY metrics.company_id, customer.channel_type_id
            HAVING count(*) >= %s
            """,
            PEER_QUANTILE,
            LEAST_PEERS,
        )
