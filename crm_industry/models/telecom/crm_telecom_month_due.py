from odoo import api, models
from odoo.tools import SQL


class CrmTelecomMonth(models.Model):
    """Which months have to be worked out (again): those that new or changed bills, usage and steps are about.

    Each query returns subscription_id (NULL where the account as a whole is meant), account_id and month.
    """

    _inherit = "crm.telecom.month"

    @api.model
    def _bill_month(self):
        """SQL: the month that a bill ``b`` belongs to: where the middle of its period lies."""
        middle = SQL("coalesce(b.period_from + (b.period_to - b.period_from) / 2, b.period_to, b.period_from, b.date)")
        return SQL("date_trunc('month', %s::timestamp)::date", middle)

    @api.model
    def _usage_month(self, moment):
        """SQL: the month of a moment, in the zone of the company ``c``."""
        return SQL(
            "date_trunc('month', %s AT TIME ZONE 'UTC' AT TIME ZONE coalesce(c.business_tz, 'UTC'))::date",
            moment,
        )

    @api.model
    def _due_by_usage(self, after, until, branches):
        return SQL(
            """
            SELECT u.subscription_id, s.account_id, %s AS month
              FROM crm_telecom_usage u JOIN crm_telecom_subscription s ON s.id = u.subscription_id
              JOIN res_company c ON c.id = u.company_id
             WHERE u.id > %s AND u.id <= %s AND u.company_id = ANY(%s)
            """,
            self._usage_month(SQL("u.start_time")),
            after,
            until,
            branches,
        )

    @api.model
    def _due_by_line(self, after, until, branches):
        """Lines of new bills, and those that bills get later: charges, revised lines."""
        return SQL(
            """
            SELECT l.subscription_id, b.account_id, %s AS month
              FROM crm_telecom_bill_line l JOIN crm_telecom_bill b ON b.id = l.bill_id
             WHERE l.id > %s AND l.id <= %s AND b.company_id = ANY(%s)
            """,
            self._bill_month(),
            after,
            until,
            branches,
        )

    @api.model
    def _due_by_revision(self, after, until, branches):
        """What revised bills and usage were about before, and what they are about now."""
        revised = SQL("r.id > %s AND r.id <= %s AND r.company_id = ANY(%s)", after, until, branches)
        former = SQL(
            "SELECT (r.content ->> 'period_from')::date AS period_from, (r.content ->> 'period_to')::date AS period_to,"
            " (r.content ->> 'date')::date AS date"
        )
        return SQL(
            """
            SELECT u.subscription_id, s.account_id, %(usage_now)s AS month
              FROM crm_telecom_revision r JOIN crm_telecom_usage u ON u.id = r.res_id
              JOIN crm_telecom_subscription s ON s.id = u.subscription_id JOIN res_company c ON c.id = u.company_id
             WHERE r.res_model = 'crm.telecom.usage' AND %(revised)s
             UNION ALL
            SELECT s.id, s.account_id, %(usage_before)s
              FROM crm_telecom_revision r
              JOIN crm_telecom_subscription s ON s.id = (r.content ->> 'subscription_id')::integer
              JOIN res_company c ON c.id = r.company_id
             WHERE r.res_model = 'crm.telecom.usage' AND %(revised)s
             UNION ALL
            SELECT l.subscription_id, b.account_id, %(bill)s
              FROM crm_telecom_revision r JOIN crm_telecom_bill b ON b.id = r.res_id
              JOIN crm_telecom_bill_line l ON l.bill_id = b.id
             WHERE r.res_model = 'crm.telecom.bill' AND %(revised)s
             UNION ALL
            SELECT (l.line ->> 'subscription_id')::integer, (r.content ->> 'account_id')::integer, %(bill)s
              FROM crm_telecom_revision r CROSS JOIN LATERAL (%(former)s) b
             CROSS JOIN LATERAL jsonb_array_elements(r.content -> 'lines') AS l (line)
             WHERE r.res_model = 'crm.telecom.bill' AND %(revised)s
            """,
            usage_now=self._usage_month(SQL("u.start_time")),
            usage_before=self._usage_month(SQL("(r.content ->> 'start_time')::timestamp")),
            bill=self._bill_month(),
            former=former,
            revised=revised,
        )

    @api.model
    def _due_by_event(self, after, until, branches):
        """From the month of a step on, up to the running one."""
        return SQL(
            """
            SELECT e.subscription_id, s.account_id, series.month::date AS month
              FROM crm_telecom_event e JOIN crm_telecom_subscription s ON s.id = e.subscription_id
             CROSS JOIN LATERAL generate_series(
                date_trunc('month', e.effective_date::timestamp), %(today)s::timestamp, '1 month') AS series (month)
             WHERE e.id > %(after)s AND e.id <= %(until)s AND e.company_id = ANY(%(branches)s)
               AND e.res_model = 'crm.telecom.subscription'
            """,
            after=after,
            until=until,
            branches=branches,
            today=self.env.company._business_today(),
        )

    @api.model
    def _due_by_calendar(self, since, branches):
        """Months that have begun, of the subscriptions that were connected in them.

        :param date since: the first one of them
        """
        return SQL(
            """
            SELECT s.id AS subscription_id, s.account_id, series.month::date AS month
              FROM crm_telecom_subscription s
             CROSS JOIN LATERAL generate_series(
                greatest(date_trunc('month', s.activated_on::timestamp), %(since)s::timestamp),
                least(s.terminated_on, %(today)s)::timestamp, '1 month') AS series (month)
             WHERE s.company_id = ANY(%(branches)s) AND s.activated_on IS NOT NULL
            """,
            since=since,
            today=self.env.company._business_today(),
            branches=branches,
        )

    @api.model
    def _make_due(self, query):
        """Have months worked out, new ones or those that there are.

        :param SQL query: of subscription_id, account_id, month
        """
        self._make_due_rows(
            query,
            SQL("subscription_id"),
            SQL("q.subscription_id IS NOT NULL"),
            SQL("(subscription_id, month) WHERE subscription_id IS NOT NULL"),
        )
        self._make_due_rows(
            query, SQL("account_id"), SQL("q.subscription_id IS NULL"), SQL("(account_id, month) WHERE subscription_id IS NULL")
        )
        self.invalidate_model()

    @api.model
    def _make_due_rows(self, query, key, condition, conflict):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_telecom_month (company_id, account_id, subscription_id, month, stale, opening_base, closing_base,
                                               activated, disconnected, revenue, minutes, megabytes, sms)
                SELECT a.company_id, a.id, q.subscription_id, q.month, TRUE, 0, 0, 0, 0, 0, 0, 0, 0
                  FROM (SELECT DISTINCT ON (%(key)s, month) q.* FROM (%(query)s) q
                         WHERE %(condition)s ORDER BY %(key)s, month) q
                  JOIN crm_telecom_account a ON a.id = q.account_id
                    ON CONFLICT %(conflict)s DO UPDATE SET stale = TRUE WHERE NOT crm_telecom_month.stale
                """,
                key=key,
                query=query,
                condition=condition,
                conflict=conflict,
            )
        )
