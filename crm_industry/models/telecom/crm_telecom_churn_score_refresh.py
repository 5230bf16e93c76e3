from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

PIECE = 2_000
FIGURES = (
    "partner_id",
    "user_id",
    "top_id",
    "points",
    "band",
    "details",
    "value",
    "commitment_to",
    "subscriptions",
    "endangered",
)


class CrmTelecomChurnScore(models.Model):
    """How scores are worked out: set-based, piece by piece; rows that stay the same are left alone."""

    _inherit = "crm.telecom.churn.score"

    @api.model
    def _refresh_subscriptions(self, scope, after):
        """Score the next subscriptions of a company; return the last id looked at, None at the end.

        :param ChurnScope scope: as of when
        :param int after: ids above this one
        """
        flags = self.env["crm.telecom.churn.flag"]
        upto, _count = flags._next_piece(scope, after, PIECE)
        if upto is None:
            return None
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_telecom_churn_score c WHERE c.company_id = %(company)s AND c.subscription_id > %(after)s
                   AND c.subscription_id <= %(upto)s
                   AND c.subscription_id NOT IN (SELECT q.subscription_id FROM (%(scored)s) q)
                """,
                company=scope.company.id,
                after=after,
                upto=upto,
                scored=flags._scored_query(scope, after, upto),
            )
        )
        self._write_scores(
            scope, self._subscriptions_query(scope, after, upto), SQL("(subscription_id) WHERE subscription_id IS NOT NULL")
        )
        return upto

    @api.model
    def _subscriptions_query(self, scope, after, upto):
        """SQL: a score for each subscription of a piece."""
        return SQL(
            """
            SELECT q.subscription_id, q.partner_id, customer.user_id, q.subscription_id AS top_id, q.points, %(band)s AS band,
                   q.details, coalesce(%(brought)s, %(fee)s) AS value, q.commitment_to, 1 AS subscriptions,
                   (q.points >= %(high)s)::integer AS endangered
              FROM (%(points)s) q
              JOIN crm_telecom_subscription s ON s.id = q.subscription_id
              JOIN crm_telecom_account a ON a.id = s.account_id
              JOIN res_partner customer ON customer.id = q.partner_id
            """,
            band=self._band(scope.company),
            brought=self._brought(scope),
            fee=self._fee(scope),
            high=scope.company.sudo().telecom_churn_high,
            points=self.env["crm.telecom.churn.flag"]._points_query(scope, after, upto),
        )

    @api.model
    def _band(self, company):
        """SQL: the band of the points of ``q``."""
        # sudo: settings
        settings = company.sudo()
        return SQL(
            "CASE WHEN q.points >= %s THEN 'high' WHEN q.points >= %s THEN 'medium' ELSE 'low' END",
            settings.telecom_churn_high,
            settings.telecom_churn_medium,
        )

    @api.model
    def _brought(self, scope):
        """SQL: the mean revenue of ``q`` in the last three complete months; NULL without any."""
        return SQL(
            """
            (SELECT nullif(round(sum(m.revenue) / 3, %(places)s), 0) FROM crm_telecom_month m
              WHERE m.subscription_id = q.subscription_id AND m.month BETWEEN %(first)s AND %(last)s)
            """,
            places=scope.company.currency_id.decimal_places,
            first=scope.month - relativedelta(months=2),
            last=scope.month,
        )

    @api.model
    def _fee(self, scope):
        """SQL: the monthly fee of ``s`` in company currency, at the rate of the last day that counts."""
        months, currency = self.env["crm.telecom.month"], scope.company.currency_id
        day = SQL("%s", scope.until)
        return SQL(
            "CASE WHEN a.currency_id = %(currency)s THEN s.monthly_fee"
            " ELSE round(s.monthly_fee / (%(theirs)s) * (%(ours)s), %(places)s) END",
            currency=currency.id,
            theirs=months._rate_on(SQL("a.currency_id"), scope.company, day),
            ours=months._rate_on(SQL("%s", currency.id), scope.company, day),
            places=currency.decimal_places,
        )

    @api.model
    def _refresh_customers(self, scope):
        """Score the customers of a company by their subscriptions, and forget those who have none any more."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_telecom_churn_score c WHERE c.company_id = %(company)s AND c.subscription_id IS NULL
                   AND NOT EXISTS (SELECT FROM crm_telecom_churn_score s WHERE s.company_id = %(company)s
                                      AND s.partner_id = c.partner_id AND s.subscription_id IS NOT NULL)
                """,
                company=scope.company.id,
            )
        )
        query = SQL(
            """
            SELECT NULL::integer AS subscription_id, q.partner_id, q.user_id, q.top_id, q.points, q.band, q.details,
                   a.value, a.commitment_to, a.subscriptions, a.endangered
              FROM (SELECT DISTINCT ON (partner_id) * FROM crm_telecom_churn_score
                     WHERE company_id = %(company)s AND subscription_id IS NOT NULL
                     ORDER BY partner_id, points DESC, value DESC, subscription_id) q
              JOIN (SELECT partner_id, sum(value) AS value, min(commitment_to) FILTER (WHERE commitment_to >= %(until)s)
                           AS commitment_to, count(*)::integer AS subscriptions, sum(endangered)::integer AS endangered
                      FROM crm_telecom_churn_score WHERE company_id = %(company)s AND subscription_id IS NOT NULL
                     GROUP BY partner_id) a ON a.partner_id = q.partner_id
            """,
            company=scope.company.id,
            until=scope.until,
        )
        self._write_scores(scope, query, SQL("(company_id, partner_id) WHERE subscription_id IS NULL"))

    @api.model
    def _write_scores(self, scope, query, key):
        """Write scores and their signs, where they are new or others than before.

        :param SQL query: of subscription_id and `FIGURES`
        :param SQL key: the unique index that they are told apart by
        """
        names = [SQL.identifier(name) for name in FIGURES]
        self.env.cr.execute(
            SQL(
                """
                WITH written AS (
                    INSERT INTO crm_telecom_churn_score AS t (company_id, since, subscription_id, %(names)s)
                    SELECT %(company)s, %(until)s, f.subscription_id, %(found)s FROM (%(query)s) f
                        ON CONFLICT %(key)s DO UPDATE SET %(set)s,
                           since = CASE WHEN t.details = EXCLUDED.details AND t.points = EXCLUDED.points THEN t.since
                                        ELSE EXCLUDED.since END
                     WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                    RETURNING t.id, t.details
                ), gone AS (
                    DELETE FROM crm_telecom_churn_score_flag_rel r USING written w
                     WHERE r.crm_telecom_churn_score_id = w.id
                       AND NOT w.details ? r.crm_telecom_churn_flag_id::text
                )
                INSERT INTO crm_telecom_churn_score_flag_rel (crm_telecom_churn_score_id, crm_telecom_churn_flag_id)
                SELECT w.id, d.flag::integer FROM written w CROSS JOIN LATERAL jsonb_object_keys(w.details) AS d (flag)
                    ON CONFLICT DO NOTHING
                """,
                company=scope.company.id,
                until=scope.until,
                names=SQL(", ").join(names),
                found=SQL(", ").join(SQL("f.%s", name) for name in names),
                query=query,
                key=key,
                set=SQL(", ").join(SQL("%s = EXCLUDED.%s", name, name) for name in names),
                old=SQL(", ").join(SQL("t.%s", name) for name in names),
                new=SQL(", ").join(SQL("EXCLUDED.%s", name) for name in names),
            )
        )
        self.invalidate_model()
