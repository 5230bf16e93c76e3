from odoo import api, models
from odoo.tools import SQL


class CrmCreditBacktest(models.Model):
    """Comparing the scores of a year ago and before with what became of the customers."""

    _inherit = "crm.credit.backtest"

    @api.model
    def _take(self, company):
        """Write the rows of a company anew."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM crm_credit_backtest WHERE company_id = %s", company.id))
        scope = self.env["crm.credit.kpi"]._scope(company, company._business_today())
        self.env.cr.execute(
            SQL(
                """
                WITH scored AS MATERIALIZED (%(scored)s), late AS MATERIALIZED (%(late)s), crossing AS (%(crossing)s),
                     loss AS (%(losses)s),
                     judged AS (
                    SELECT scored.*, EXISTS (SELECT FROM crossing
                                              WHERE crossing.partner_id = scored.partner_id AND crossing.day > scored.day
                                                AND crossing.day <= scored.until AND crossing.owed >= %(amount)s)
                           OR (SELECT SUM(amount) >= %(amount)s AND SUM(amount) > 0 FROM loss
                                WHERE loss.partner_id = scored.partner_id AND loss.day > scored.day AND loss.day <= scored.until
                              ) IS TRUE AS bad
                      FROM scored WHERE NOT %(bad_before)s)
                INSERT INTO crm_credit_backtest (company_id, month, class_id, scored, bad, expected_bad)
                SELECT %(company)s, date_trunc('month', day)::date, class_id, COUNT(*), COUNT(*) FILTER (WHERE bad),
                       SUM(class.expected_bad_rate) / 100
                  FROM judged JOIN crm_credit_class class ON class.id = judged.class_id
                 GROUP BY 2, 3
                """,
                scored=self._scored_query(scope),
                late=self._late_query(scope),
                crossing=self._crossing_query(),
                losses=self._losses_query(scope),
                bad_before=self._bad_before(scope),
                amount=company.credit_bad_amount,
                company=company.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _scored_query(self, scope):
        """Customers scored a year ago or before: by applications, and by published runs of schemes for credit."""
        return SQL(
            """
            SELECT DISTINCT ON (partner_id, date_trunc('month', day)) partner_id, day, class_id,
                   (day + interval '12 months')::date AS until
              FROM (
                SELECT partner_id, (scored_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day, score_class_id AS class_id
                  FROM crm_credit_application
                 WHERE company_id = %(company)s AND score_status = 'rated'
                 UNION ALL
                SELECT result.partner_id, (run.published_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, class.id
                  FROM crm_grading_run run
                  JOIN crm_grading_scheme scheme ON scheme.id = run.scheme_id AND scheme.purpose = 'credit'
                  JOIN crm_grading_result result ON result.run_id = run.id AND result.status = 'rated'
                 CROSS JOIN LATERAL (
                    SELECT id FROM crm_credit_class class
                     WHERE class.company_id = %(company)s AND class.active AND class.min_score <= result.total
                     ORDER BY sequence, min_score DESC, id LIMIT 1) class
                 WHERE run.company_id = %(company)s AND run.state IN ('published', 'superseded')
              ) score
             WHERE class_id IS NOT NULL AND day + interval '12 months' <= %(last)s
             ORDER BY partner_id, date_trunc('month', day), day DESC
            """,
            zone=scope.company.business_tz or "UTC",
            **scope.values,
        )

    @api.model
    def _late_query(self, scope):
        """Items that were still open on the first day on which they were overdue for too long: `day`."""
        return SQL(
            """
            SELECT line.id AS line_id, contact.commercial_partner_id AS partner_id, line.balance,
                   COALESCE(line.date_maturity, line.date) + %(bad_days)s + 1 AS day
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(branches)s) AND line.balance > 0
               AND contact.commercial_partner_id IN (SELECT partner_id FROM scored)
               AND COALESCE(line.date_maturity, line.date) + %(bad_days)s + 1 <= %(last)s
               AND line.balance > COALESCE((
                    SELECT SUM(part.amount) FROM account_partial_reconcile part
                     WHERE part.debit_move_id = line.id
                       AND part.max_date <= COALESCE(line.date_maturity, line.date) + %(bad_days)s), 0)
            """,
            bad_days=scope.company.credit_bad_days,
            **scope.values,
        )

    @api.model
    def _crossing_query(self):
        """What customers owed for too long on the days on which that became more: partner_id, day, owed."""
        return SQL(
            """
            SELECT moment.partner_id, moment.day, SUM(late.balance - COALESCE(paid.amount, 0)) AS owed
              FROM (SELECT DISTINCT partner_id, day FROM late) moment
              JOIN late ON late.partner_id = moment.partner_id AND late.day <= moment.day
              LEFT JOIN LATERAL (
                SELECT SUM(amount) AS amount FROM account_partial_reconcile
                 WHERE debit_move_id = late.line_id AND max_date < moment.day
              ) paid ON TRUE
             GROUP BY moment.partner_id, moment.day
            """
        )

    @api.model
    def _bad_before(self, scope):
        """Whether a customer owed enough for too long on the day it was scored."""
        return SQL(
            """
            EXISTS (
                SELECT FROM late
                  LEFT JOIN LATERAL (
                    SELECT SUM(amount) AS amount FROM account_partial_reconcile
                     WHERE debit_move_id = late.line_id AND max_date <= scored.day
                  ) paid ON TRUE
                 WHERE late.partner_id = scored.partner_id AND late.day <= scored.day
                HAVING SUM(late.balance - COALESCE(paid.amount, 0)) > 0
                   AND SUM(late.balance - COALESCE(paid.amount, 0)) >= %s
            )
            """,
            scope.company.credit_bad_amount,
        )

    @api.model
    def _losses_query(self, scope):
        """Losses of scored customers: partner_id, day, amount."""
        lines = SQL(
            """
            SELECT line.id FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%s) AND line.balance > 0
               AND contact.commercial_partner_id IN (SELECT partner_id FROM scored)
            """,
            list(scope.branches),
        )
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id, matched.max_date AS day, matched.loss AS amount
              FROM (%s) matched
              JOIN account_move_line line ON line.id = matched.line_id
              JOIN res_partner contact ON contact.id = line.partner_id
             WHERE matched.loss > 0
            """,
            self.env["crm.credit.kpi"]._matches_query(scope, lines),
        )
