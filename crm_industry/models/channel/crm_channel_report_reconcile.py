from odoo import fields, models
from odoo.tools import SQL

from .crm_channel_report_line import AGES, BUCKETS

FEW = 10


class CrmChannelReport(models.Model):
    """Reports compared with our deliveries and with the report before; the age and value of the dealer's stock.

    A few statements for any number of reports of one company. What they find is kept with the lines, so that an accepted
    report shows what was known when it was decided.
    """

    _inherit = "crm.channel.report"

    def _reconcile(self):
        """Compare the reports anew and note what is out of tolerance."""
        for company, reports in self.grouped("company_id").items():
            reports._reconcile_company(company)

    def _reconcile_company(self, company):
        self.env.flush_all()
        many = len(self) > FEW
        if many:
            # The planner takes the parts of these statements for small ones and would compare each line with each.
            self.env.cr.execute("ANALYZE crm_channel_report, crm_channel_report_line")
            self.env.cr.execute("SET LOCAL enable_nestloop = off")
        self._compare_lines(company)
        self._find_missing(company)
        if many:
            self.env.cr.execute("SET LOCAL enable_nestloop = on")
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_channel_report r SET reconciled_on = now() AT TIME ZONE 'UTC', off_count =
                       (SELECT count(*) FROM crm_channel_report_line l WHERE l.report_id = r.id AND l.off)
                     + (SELECT count(*) FROM crm_channel_report_missing_rel x WHERE x.crm_channel_report_id = r.id)
                 WHERE r.id = ANY(%s)
                """,
                self.ids,
            )
        )
        self.env["crm.channel.report.line"].invalidate_model()
        self.invalidate_model(["off_count", "reconciled_on", "missing_product_ids"])

    def _facts_query(self, company):
        """The parts that both statements begin with: the reports, the ones before them, and the movements of goods."""
        self._flush_deliveries()
        dealers = SQL("SELECT partner_id FROM crm_channel_report WHERE id = ANY(%s)", self.ids)
        return SQL(
            """
            report AS (
                SELECT r.id, r.partner_id, r.date_from, r.date_to, b.id AS before_id
                  FROM crm_channel_report r
                  LEFT JOIN LATERAL (
                        SELECT a.id FROM crm_channel_report a
                         WHERE a.company_id = r.company_id AND a.partner_id = r.partner_id AND a.state = 'accepted'
                           AND a.date_to = r.date_from - 1
                         ORDER BY a.id DESC LIMIT 1) b ON TRUE
                 WHERE r.id = ANY(%(reports)s)
            ),
            moved AS MATERIALIZED (%(moved)s),
            period AS (
                SELECT r.id AS report_id, m.product_id, COALESCE(sum(m.quantity) FILTER (WHERE m.direction > 0), 0) AS delivered,
                       COALESCE(sum(m.quantity) FILTER (WHERE m.direction < 0), 0) AS back
                  FROM report r JOIN moved m ON m.partner_id = r.partner_id AND m.day BETWEEN r.date_from AND r.date_to
                 GROUP BY r.id, m.product_id
            ),
            before AS (
                SELECT r.id AS report_id, l.product_id, l.closing
                  FROM report r JOIN crm_channel_report_line l ON l.report_id = r.before_id AND l.retailer_id IS NULL
            )
            """,
            reports=self.ids,
            moved=self._deliveries_query(company, dealers, max(self.mapped("date_to"))),
        )

    def _compare_lines(self, company):
        line = self.env["crm.channel.report.line"]
        names = ["delivered", "delivered_back", "opening_expected", "closing_expected", "variance_opening", "variance_sell_in",
                 "variance_returned", "variance_closing", "off", "unit_value", "closing_value", "age_days", "oldest_date", *AGES]
        self.env.cr.execute(
            SQL(
                """
                WITH %(facts)s, said AS (%(said)s), priced AS (%(prices)s), aged AS (%(ages)s), found AS (%(found)s)
                UPDATE %(table)s l SET %(values)s FROM found f WHERE f.id = l.id
                """,
                facts=self._facts_query(company),
                said=self._said_query(),
                prices=self._prices_query(),
                ages=self._ages_query(),
                found=self._found_query(company),
                table=SQL.identifier(line._table),
                values=SQL(", ").join(SQL("%s = f.%s", SQL.identifier(name), SQL.identifier(name)) for name in names),
            )
        )

    def _said_query(self):
        """What the lines of a product say together, on the line without retailer."""
        return SQL(
            """
            SELECT main.*, r.partner_id, r.date_to, r.before_id, t.said_through
              FROM crm_channel_report_line main
              JOIN report r ON r.id = main.report_id
              JOIN (SELECT report_id, product_id, sum(sell_through) AS said_through FROM crm_channel_report_line
                     WHERE report_id = ANY(%s) GROUP BY 1, 2) t
                ON t.report_id = main.report_id AND t.product_id = main.product_id
             WHERE main.retailer_id IS NULL
            """,
            self.ids,
        )

    def _prices_query(self):
        """What the dealer paid last for a unit, as of the end of each report."""
        return SQL(
            """
            SELECT DISTINCT ON (s.id) s.id, m.price
              FROM said s JOIN moved m ON m.partner_id = s.partner_id AND m.product_id = s.product_id AND m.day <= s.date_to
             WHERE m.direction > 0 AND m.price IS NOT NULL
             ORDER BY s.id, m.day DESC, m.move_id DESC
            """
        )

    def _ages_query(self):
        """First in, first out: what is left are the goods delivered last."""
        buckets = [
            SQL("COALESCE(sum(taken) FILTER (WHERE age > %s AND age <= %s), 0) AS %s", low, high, SQL.identifier(name))
            for low, high, name in zip([-1, *BUCKETS], BUCKETS, AGES, strict=False)
        ]
        return SQL(
            """
            SELECT id, %(buckets)s, COALESCE(sum(taken) FILTER (WHERE age > %(most)s), 0) AS age_over, sum(taken) AS known,
                   sum(taken * age) / NULLIF(sum(taken), 0) AS age_days, min(day) FILTER (WHERE taken > 0) AS oldest_date
              FROM (
                SELECT s.id, d.day, s.date_to - d.day AS age, LEAST(d.quantity, GREATEST(s.closing - (
                           sum(d.quantity) OVER (PARTITION BY s.id ORDER BY d.day DESC) - d.quantity), 0)) AS taken
                  FROM said s
                  JOIN (SELECT partner_id, product_id, day, sum(quantity) AS quantity FROM moved WHERE direction > 0
                         GROUP BY 1, 2, 3) d
                    ON d.partner_id = s.partner_id AND d.product_id = s.product_id AND d.day <= s.date_to
                 WHERE s.closing > 0
              ) layer GROUP BY id
            """,
            buckets=SQL(", ").join(buckets),
            most=BUCKETS[-1],
        )

    def _found_query(self, company):
        """One row a line with all that is written to it."""
        settings = company.sudo()
        return SQL(
            """
            SELECT v.*, (%(off_opening)s OR %(off_in)s OR %(off_returned)s OR %(off_closing)s) AS off
              FROM (
                SELECT s.id, COALESCE(p.delivered, 0) AS delivered, COALESCE(p.back, 0) AS delivered_back,
                       CASE WHEN s.before_id IS NOT NULL THEN COALESCE(b.closing, 0) END AS opening_expected,
                       e.closing_expected, s.closing - e.closing_expected AS variance_closing,
                       CASE WHEN s.before_id IS NOT NULL THEN s.opening - COALESCE(b.closing, 0) ELSE 0 END AS variance_opening,
                       s.sell_in - COALESCE(p.delivered, 0) AS variance_sell_in,
                       s.returned - COALESCE(p.back, 0) AS variance_returned,
                       COALESCE(q.price, t.list_price) AS unit_value,
                       round(s.closing * COALESCE(q.price, t.list_price)::numeric, %(digits)s) AS closing_value,
                       a.age_days, a.oldest_date, %(ages)s, s.closing - COALESCE(a.known, 0) AS age_unknown
                  FROM said s
                  CROSS JOIN LATERAL (
                        SELECT s.opening + s.sell_in - s.said_through - s.returned + s.adjustment) e (closing_expected)
                  JOIN product_product v ON v.id = s.product_id
                  JOIN product_template t ON t.id = v.product_tmpl_id
                  LEFT JOIN period p ON p.report_id = s.report_id AND p.product_id = s.product_id
                  LEFT JOIN before b ON b.report_id = s.report_id AND b.product_id = s.product_id
                  LEFT JOIN priced q ON q.id = s.id
                  LEFT JOIN aged a ON a.id = s.id
              ) v
            """,
            digits=company.currency_id.decimal_places,
            ages=SQL(", ").join(SQL("COALESCE(a.%s, 0) AS %s", SQL.identifier(n), SQL.identifier(n)) for n in AGES[:-1]),
            off_opening=self._off(settings, SQL("v.variance_opening"), SQL("v.opening_expected")),
            off_in=self._off(settings, SQL("v.variance_sell_in"), SQL("v.delivered")),
            off_returned=self._off(settings, SQL("v.variance_returned"), SQL("v.delivered_back")),
            off_closing=self._off(settings, SQL("v.variance_closing"), SQL("v.closing_expected")),
        )

    def _off(self, company, variance, expected):
        """Condition: a variance is larger than the company tolerates, as a quantity and as a share of what is expected."""
        return SQL(
            "abs(%s) > GREATEST(%s::numeric, abs(COALESCE(%s, 0)) * %s::numeric / 100)",
            variance,
            company.channel_report_tolerance_qty,
            expected,
            company.channel_report_tolerance,
        )

    def _find_missing(self, company):
        """Products that we delivered or got back, or that the dealer had in stock, and that the report does not name."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_channel_report_missing_rel WHERE crm_channel_report_id = ANY(%s)", self.ids)
        )
        self.env.cr.execute(
            SQL(
                """
                WITH %(facts)s
                INSERT INTO crm_channel_report_missing_rel (crm_channel_report_id, product_product_id)
                SELECT report_id, product_id FROM (
                    SELECT report_id, product_id FROM period WHERE delivered <> 0 OR back <> 0
                    UNION SELECT report_id, product_id FROM before WHERE closing <> 0
                ) expected
                WHERE NOT EXISTS (
                    SELECT FROM crm_channel_report_line l
                     WHERE l.report_id = expected.report_id AND l.product_id = expected.product_id AND l.retailer_id IS NULL
                )
                """,
                facts=self._facts_query(company),
            )
        )

    def _following(self):
        """The reports that begin where these end: their opening is compared with these."""
        begins = {(report.company_id, report.partner_id, fields.Date.add(report.date_to, days=1)) for report in self}
        found = self.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("date_from", "in", [day for _company, _partner, day in begins]),
                ("state", "in", ("draft", "submitted", "accepted")),
            ]
        )
        return found.filtered(lambda report: (report.company_id, report.partner_id, report.date_from) in begins)
