from odoo import api, models
from odoo.tools import SQL

# Of the rows of each kind: ids of different tables must not meet.
STEP = 512
KIND_STEP = 64


class CrmSalesForecast(models.Model):
    """The query behind the forecast."""

    _inherit = "crm.sales.forecast"

    _depends = {
        "crm.sales.analysis": ["company_id", "date", "order_id", "partner_id", "region_id", "sales", "source", "user_id"],
        "crm.lead": [
            "active", "company_id", "date_deadline", "expected_revenue", "partner_id", "probability", "team_id", "type",
            "user_id", "won_status",
        ],
        "sale.order": [
            "amount_untaxed", "channel_basket_of", "commitment_date", "company_id", "currency_rate", "opportunity_id",
            "partner_id", "partner_shipping_id", "state", "user_id", "validity_date",
        ],
        "sale.order.line": ["display_type", "invoice_status", "is_downpayment", "price_subtotal", "untaxed_amount_invoiced"],
        "crm.customer.metrics": [
            "average_order", "company_id", "cycle_days", "next_order_date", "partner_id", "stage", "user_id",
        ],
        "res.partner": ["channel_region_id", "channel_type_id", "commercial_partner_id"],
        "res.company": ["business_tz", "channel_forecast_months", "channel_quotation_probability", "parent_path"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL(
            """
            WITH today AS (
                SELECT day.company_id, day.root_id, day.today, date_trunc('month', day.today)::date AS first,
                       (date_trunc('month', day.today) + root.channel_forecast_months * interval '1 month')::date AS beyond,
                       root.channel_quotation_probability::numeric / 100 AS quotation_share
                  FROM (%(today)s) day JOIN res_company root ON root.id = day.root_id),
            opportunity AS (%(opportunities)s),
            quotation AS (%(quotations)s),
            pipeline AS (
                SELECT root_id, partner_id, SUM(amount) AS amount
                  FROM (SELECT root_id, partner_id, amount FROM opportunity
                        UNION ALL SELECT root_id, partner_id, amount FROM quotation) deal
                 WHERE partner_id IS NOT NULL GROUP BY root_id, partner_id)
            SELECT part.id, part.month, part.kind, part.company_id, %(currency)s AS currency_id, part.partner_id,
                   customer.channel_type_id AS type_id, COALESCE(part.region_id, customer.channel_region_id) AS region_id,
                   part.user_id, part.lead_id, part.order_id,
                   part.amount * account_currency_table.rate AS amount,
                   CASE part.kind WHEN 'invoiced' THEN 0 ELSE part.amount END * account_currency_table.rate AS open_amount,
                   part.target_amount * account_currency_table.rate AS target_amount,
                   (part.amount - part.target_amount) * account_currency_table.rate AS gap_amount
              FROM (%(parts)s) part
              JOIN today ON today.company_id = part.company_id
              JOIN %(currencies)s ON account_currency_table.company_id = part.company_id
              LEFT JOIN res_partner customer ON customer.id = part.partner_id
             WHERE part.month IS NULL OR part.month >= today.first AND part.month < today.beyond
            """,
            today=self.env["res.company"]._channel_today_query(),
            opportunities=self._opportunity_query(),
            quotations=self._quotation_query(),
            currency=self.env.company.currency_id.id,
            parts=SQL(" UNION ALL ").join(self._parts()),
            currencies=self.env["res.currency"]._get_simple_currency_table(self.env.companies),
        )

    @api.model
    def _parts(self):
        """The parts of the forecast as SQL; extend by super.

        Rows id, month (first day), kind, company_id, partner_id, region_id, user_id, lead_id, order_id, amount, target_amount, in
        company currency; ids are multiples of STEP plus a number of the kind times KIND_STEP.
        """
        parts = [self._invoiced_part(), self._ordered_part(), self._deal_part("opportunity", 2), self._deal_part("quotation", 3)]
        return [*parts, self._expected_part(), self._target_part()]

    @api.model
    def _invoiced_part(self):
        """The sales of the running month so far."""
        return SQL(
            """
            SELECT sale.id * %s AS id, today.first AS month, 'invoiced' AS kind, sale.company_id, sale.partner_id,
                   address.channel_region_id AS region_id, sale.user_id, NULL::integer AS lead_id, sale.order_id,
                   sale.sales AS amount, 0::numeric AS target_amount
              FROM (%s) sale
              JOIN today ON today.company_id = sale.company_id AND sale.date >= today.first AND sale.date < today.beyond
              LEFT JOIN res_partner address ON address.id = sale.address_id
            """,
            STEP,
            self.env["crm.sales.analysis"]._invoice_query(),
        )

    @api.model
    def _ordered_part(self):
        """What confirmed orders still have to be invoiced, by the promised day."""
        return SQL(
            """
            SELECT line.id::bigint * %s + %s, GREATEST(date_trunc('month', sale.commitment_date)::date, today.first), 'ordered',
                   sale.company_id, partner.commercial_partner_id, address.channel_region_id, sale.user_id, NULL, sale.id,
                   (line.price_subtotal - COALESCE(line.untaxed_amount_invoiced, 0))
                   / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric, 0
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id AND sale.state = 'sale'
              JOIN today ON today.company_id = sale.company_id
              JOIN res_partner partner ON partner.id = sale.partner_id
              LEFT JOIN res_partner address ON address.id = sale.partner_shipping_id
             WHERE line.display_type IS NULL AND NOT COALESCE(line.is_downpayment, FALSE)
               AND line.invoice_status IN ('to invoice', 'no')
               AND line.price_subtotal > COALESCE(line.untaxed_amount_invoiced, 0)
            """,
            STEP,
            KIND_STEP,
        )

    @api.model
    def _deal_part(self, kind, number):
        """Opportunities or quotations; what is late counts in the running month."""
        return SQL(
            """
            SELECT deal.id::bigint * %s + %s, GREATEST(date_trunc('month', deal.closing)::date, deal.first), %s, deal.company_id,
                   deal.partner_id, deal.region_id, deal.user_id, deal.lead_id, deal.order_id, deal.amount, 0
              FROM %s deal
            """,
            STEP,
            number * KIND_STEP,
            kind,
            SQL.identifier(kind),
        )

    @api.model
    def _opportunity_query(self):
        """Open opportunities; one without a company belongs to that of its team, its salesperson, or the current one.

        `first` is empty where there is no closing date, so that the month is, too.
        """
        return SQL(
            """
            SELECT lead.id, lead.date_deadline AS closing, CASE WHEN lead.date_deadline IS NOT NULL THEN today.first END AS first,
                   today.company_id, today.root_id, partner.commercial_partner_id AS partner_id,
                   partner.channel_region_id AS region_id,
                   lead.user_id, lead.id AS lead_id, NULL::integer AS order_id,
                   COALESCE(lead.expected_revenue, 0) * COALESCE(lead.probability, 0)::numeric / 100 AS amount
              FROM crm_lead lead
              LEFT JOIN res_partner partner ON partner.id = lead.partner_id
              LEFT JOIN crm_team team ON team.id = lead.team_id
              LEFT JOIN res_users seller ON seller.id = lead.user_id
              JOIN today ON today.company_id = COALESCE(lead.company_id, team.company_id, seller.company_id, %s)
             WHERE lead.type = 'opportunity' AND lead.active AND lead.won_status = 'pending'
               AND (lead.date_deadline IS NULL OR lead.date_deadline < today.beyond)
            """,
            self.env.company.id,
        )

    @api.model
    def _quotation_query(self):
        """Valid quotations of customers without an open opportunity; baskets on the portal promise nothing yet."""
        return SQL(
            """
            SELECT sale.id, COALESCE(sale.commitment_date::date, sale.validity_date, today.first) AS closing, today.first,
                   sale.company_id, today.root_id, partner.commercial_partner_id AS partner_id,
                   address.channel_region_id AS region_id, sale.user_id, NULL::integer AS lead_id, sale.id AS order_id,
                   sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric * today.quotation_share AS amount
              FROM sale_order sale
              JOIN today ON today.company_id = sale.company_id
              JOIN res_partner partner ON partner.id = sale.partner_id
              LEFT JOIN res_partner address ON address.id = sale.partner_shipping_id
             WHERE sale.state IN ('draft', 'sent') AND sale.channel_basket_of IS NULL
               AND (sale.validity_date IS NULL OR sale.validity_date >= today.today)
               AND COALESCE(sale.commitment_date::date, sale.validity_date, today.first) < today.beyond
               AND NOT EXISTS (SELECT FROM opportunity
                                WHERE opportunity.id = sale.opportunity_id
                                   OR opportunity.partner_id = partner.commercial_partner_id
                                  AND opportunity.root_id = today.root_id)
            """
        )

    @api.model
    def _expected_part(self):
        """Orders that customers are about to place by their purchase cycle, beyond their opportunities and quotations.

        Lost customers are left out; who is late is expected today.
        """
        return SQL(
            """
            SELECT planned.id::bigint * %s + %s + planned.number, planned.month, 'expected', planned.company_id,
                   planned.partner_id, NULL::integer, planned.user_id, NULL, NULL,
                   GREATEST(0, LEAST(planned.amount, planned.running - COALESCE(pipeline.amount, 0))), 0
              FROM (%s) planned
              LEFT JOIN pipeline ON pipeline.root_id = planned.company_id AND pipeline.partner_id = planned.partner_id
             WHERE planned.running > COALESCE(pipeline.amount, 0)
            """,
            STEP,
            4 * KIND_STEP,
            self._planned_query(),
        )

    @api.model
    def _planned_query(self):
        """Orders by the purchase cycle, month by month, with the running sum of each customer."""
        return SQL(
            """
            SELECT metrics.id, metrics.company_id, metrics.partner_id, metrics.user_id,
                   date_trunc('month', placed.day)::date AS month,
                   ROW_NUMBER() OVER (PARTITION BY metrics.id ORDER BY date_trunc('month', placed.day)) AS number,
                   COUNT(*) * metrics.average_order AS amount,
                   SUM(COUNT(*) * metrics.average_order) OVER (
                       PARTITION BY metrics.id ORDER BY date_trunc('month', placed.day)) AS running
              FROM crm_customer_metrics metrics
              JOIN today ON today.company_id = metrics.company_id
             CROSS JOIN LATERAL (
                SELECT start.day + round(step * start.cycle)::integer AS day
                  FROM (SELECT GREATEST(metrics.next_order_date, today.today) AS day,
                               GREATEST(metrics.cycle_days, 1)::numeric AS cycle) start
                 CROSS JOIN generate_series(0, floor(GREATEST(today.beyond - start.day, 0) / start.cycle)::integer) step
                ) placed
             WHERE metrics.next_order_date IS NOT NULL AND metrics.average_order > 0 AND metrics.stage <> 'lost'
               AND placed.day < today.beyond
             GROUP BY metrics.id, date_trunc('month', placed.day)
            """
        )
