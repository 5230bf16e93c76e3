from odoo import api, fields, models
from odoo.tools import SQL


class CrmCreditProvision(models.Model):
    """What a customer owed at the end of a month in an ageing bucket, and the loss that is expected of it.

    Open invoices of posted entries in company currency; credits that are not allocated settle the oldest of them first. The rate
    is that of the day on which it was worked out. Nothing is booked by it.
    """

    _name = "crm.credit.provision"
    _description = "Expected Loss of a Customer"
    _log_access = False
    _order = "month desc, partner_id, days_from desc, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    month_id = fields.Many2one(
        "crm.credit.month", string="Worked Out By", required=True, readonly=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True, ondelete="set null")
    class_id = fields.Many2one("crm.credit.class", string="Risk Class", readonly=True, ondelete="set null")
    grade_id = fields.Many2one("crm.grading.grade", readonly=True, ondelete="set null")
    days_from = fields.Integer(string="Days Overdue From", readonly=True, aggregator=None)
    days_to = fields.Integer(string="Days Overdue To", readonly=True, aggregator=None, help="-1: without an end.")
    bucket = fields.Char(compute="_compute_bucket", help="Days overdue, from and to.")
    days_overdue = fields.Integer(readonly=True, aggregator="max", help="Of the oldest invoice.")
    receivable = fields.Monetary(
        string="Open", readonly=True, help="Open invoices at the end of the month: don't add up several months."
    )
    rate = fields.Float(string="Expected Loss (%)", digits=(16, 4), readonly=True, aggregator=None)
    provision = fields.Monetary(readonly=True, help="Open amount × expected loss: don't add up several months.")

    _month_idx = models.Index("(company_id, month)")

    @api.depends("days_from", "days_to")
    @api.depends_context("lang")
    def _compute_bucket(self):
        for row in self:
            row.bucket = self._bucket_label(row.days_from, row.days_to)

    @api.model
    def _bucket_label(self, first, last):
        """Return a bucket in the reader's language; the bounds are those of the day on which it was worked out."""
        return self.env["crm.credit.provision.rate"]._bucket_name(first, None if last < first else last)

    @api.model
    def _take(self, month):
        """Write the rows of a month anew.

        :param month: crm.credit.month, whose job calls this
        """
        self.env.flush_all()
        kpis = self.env["crm.credit.kpi"]
        scope = kpis._scope(month.company_id, month.month)
        self.env.cr.execute(
            SQL("DELETE FROM crm_credit_provision WHERE company_id = %s AND month = %s", scope.company.id, scope.first)
        )
        self.env.cr.execute(self._insert_query(scope, month))
        self.invalidate_model()

    @api.model
    def _insert_query(self, scope, month):
        company, digits = scope.company, scope.company.currency_id.decimal_places
        return SQL(
            """
            WITH item AS MATERIALIZED (%(items)s), standing AS (%(standings)s), bucket AS (%(buckets)s), net AS (%(net)s)
            INSERT INTO crm_credit_provision (company_id, currency_id, month_id, month, partner_id, team_id, user_id, class_id,
                                              grade_id, days_from, days_to, days_overdue, receivable, rate, provision)
            SELECT %(company)s, %(currency)s, %(month)s, %(first)s, net.partner_id, net.team_id, net.user_id, standing.class_id,
                   standing.grade_id, bucket.days_from, bucket.days_to, MAX(GREATEST(net.days, 0)),
                   ROUND(SUM(net.amount), %(digits)s), bucket.rate, ROUND(SUM(net.amount) * bucket.rate / 100, %(digits)s)
              FROM net
              JOIN bucket ON GREATEST(net.days, 0) >= bucket.days_from
                         AND (bucket.days_to < 0 OR GREATEST(net.days, 0) <= bucket.days_to)
              LEFT JOIN standing ON standing.partner_id = net.partner_id
             WHERE net.amount > 0
             GROUP BY net.partner_id, net.team_id, net.user_id, standing.class_id, standing.grade_id, bucket.days_from,
                      bucket.days_to, bucket.rate
            """,
            items=self.env["crm.credit.kpi"]._items_query(scope),
            standings=self.env["crm.credit.kpi"]._standings_query(scope),
            buckets=self._buckets_query(company),
            net=self._net_query(scope),
            company=company.id,
            currency=company.currency_id.id,
            month=month.id,
            first=scope.first,
            digits=digits,
        )

    @api.model
    def _buckets_query(self, company):
        """Rows days_from, days_to (-1: without an end), rate; what is below the first bucket counts in it."""
        rates = self.env["crm.credit.provision.rate"].sudo().search([("company_id", "=", company.id)], order="days_from")
        starts = [0, *rates.mapped("days_from")[1:]]
        ends = [day - 1 for day in starts[1:]] + [-1]
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::int[], %s::numeric[]) AS rate (days_from, days_to, rate)",
            starts[: len(rates)],
            ends[: len(rates)],
            rates.mapped("rate"),
        )

    @api.model
    def _net_query(self, scope):
        """Open items less the customer's credits, which settle the oldest first."""
        return SQL(
            """
            SELECT partner_id, user_id, team_id, days, LEAST(closing, GREATEST(older - credit, 0)) AS amount
              FROM (
                SELECT partner_id, user_id, team_id, %(last)s - due AS days, closing,
                       SUM(GREATEST(closing, 0)) OVER (PARTITION BY partner_id ORDER BY due, line_id) AS older,
                       SUM(GREATEST(-closing, 0)) OVER (PARTITION BY partner_id) AS credit
                  FROM item
              ) aged
             WHERE closing > 0
            """,
            **scope.values,
        )
