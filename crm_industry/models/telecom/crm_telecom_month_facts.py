from odoo import api, models
from odoo.tools import SQL

from .crm_telecom_portal_usage import NOT_COUNTED
from .crm_telecom_subscription_history import CONNECTED
from .month_scope import MonthScope

NOTHING = ("opening_base", "closing_base", "activated", "disconnected", "revenue", "minutes", "megabytes", "sms")
WORKED_OUT = (*NOTHING, "opening_state", "closing_state", "reason_id", "account_id", "partner_id", "offering_id", "grade_id")


class CrmTelecomMonth(models.Model):
    """How months are worked out: set-based, those of one company and month at a time."""

    _inherit = "crm.telecom.month"

    @api.model
    def _refresh_piece(self, branches, limit):
        """Work out months that are due, of one company and month; return how many, 0 if nothing is due.

        :param list branches: ids of the companies
        :param int limit: as many rows at most
        """
        found = self.env.execute_query(
            SQL(
                "SELECT company_id, month FROM crm_telecom_month WHERE stale AND company_id = ANY(%s)"
                " ORDER BY company_id, month LIMIT 1",
                branches,
            )
        )
        if not found:
            return 0
        [(company_id, month)] = found
        scope = MonthScope(self.env["res.company"].browse(company_id), month)
        done = self.env.execute_query(
            SQL(
                "UPDATE crm_telecom_month m SET stale = FALSE, %s FROM (%s) f WHERE f.id = m.id RETURNING m.id",
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), SQL.identifier("f", name)) for name in WORKED_OUT),
                self._figures_query(scope, limit),
            )
        )
        self._remove_empty([month_id for (month_id,) in done])
        self.invalidate_model()
        return len(done)

    @api.model
    def _remove_empty(self, ids):
        """Months in which a subscription was not there and nothing was about it."""
        nothing = SQL(" AND ").join(SQL("%s = 0", SQL.identifier(name)) for name in NOTHING)
        self.env.cr.execute(SQL("DELETE FROM crm_telecom_month WHERE id = ANY(%s) AND %s", ids, nothing))

    @api.model
    def _figures_query(self, scope, limit):
        """SQL: id and new figures of months that are due."""
        kpi = self.env["crm.credit.kpi"]
        return SQL(
            """
            SELECT f.*, g.grade_id,
                   coalesce((f.opening_state = ANY(%(connected)s))::integer, 0) AS opening_base,
                   coalesce((f.closing_state = ANY(%(connected)s))::integer, 0) AS closing_base
              FROM (%(facts)s) f
              LEFT JOIN (%(grades)s) g ON g.partner_id = f.partner_id
            """,
            connected=list(CONNECTED),
            facts=self._facts_query(scope, limit),
            grades=kpi._grades_query(kpi._scope(scope.company.root_id, scope.first)),
        )

    @api.model
    def _facts_query(self, scope, limit):
        """SQL: what was the case in the month, a row for each that is due."""
        subscriptions = self.env["crm.telecom.subscription"]
        return SQL(
            """
            SELECT d.id, coalesce(%(account)s, d.account_id) AS account_id, coalesce(%(owner)s, a.partner_id) AS partner_id,
                   %(offering)s AS offering_id, %(opening)s AS opening_state, %(closing)s AS closing_state,
                   coalesce((s.activated_on BETWEEN %(first)s AND %(last)s)::integer, 0) AS activated,
                   (ended.id IS NOT NULL)::integer AS disconnected,
                   CASE WHEN ended.id IS NOT NULL THEN coalesce(ended.reason_id, s.reason_id) END AS reason_id,
                   coalesce(used.minutes, 0) AS minutes, coalesce(used.megabytes, 0) AS megabytes,
                   coalesce(used.sms, 0) AS sms, coalesce(billed.revenue, 0) AS revenue
              FROM (SELECT id, subscription_id, account_id FROM crm_telecom_month
                     WHERE stale AND company_id = %(company)s AND month = %(first)s ORDER BY id LIMIT %(limit)s) d
              JOIN crm_telecom_account a ON a.id = d.account_id
              LEFT JOIN crm_telecom_subscription s ON s.id = d.subscription_id
              LEFT JOIN LATERAL (%(ended)s) ended ON TRUE
              LEFT JOIN LATERAL (%(used)s) used ON TRUE
              LEFT JOIN LATERAL (%(billed)s) billed ON TRUE
            """,
            account=subscriptions._term_on("account_id", "s", scope.last),
            owner=subscriptions._term_on("partner_id", "s", scope.last),
            offering=subscriptions._term_on("offering_id", "s", scope.last),
            opening=subscriptions._state_on(SQL("s.id"), SQL("(%s::date - 1)", scope.first)),
            closing=subscriptions._state_on(SQL("s.id"), scope.last),
            first=scope.first,
            last=scope.last,
            company=scope.company.id,
            limit=limit,
            ended=self._ended_query(scope),
            used=self._used_query(scope),
            billed=self._billed_query(scope),
        )

    @api.model
    def _ended_query(self, scope):
        """SQL: the step in the month by which the subscription of ``d`` was terminated, if there is one."""
        return SQL(
            """
            SELECT e.id, e.reason_id FROM crm_telecom_event e
             WHERE e.res_model = 'crm.telecom.subscription' AND e.res_id = d.subscription_id AND e.state_to = 'terminated'
               AND e.state_from = ANY(%s) AND e.effective_date BETWEEN %s AND %s
             ORDER BY e.id DESC LIMIT 1
            """,
            list(CONNECTED),
            scope.first,
            scope.last,
        )

    @api.model
    def _used_query(self, scope):
        """SQL: what the subscription of ``d`` was used for in the month."""
        return SQL(
            """
            SELECT sum(u.minutes) FILTER (WHERE u.kind = 'voice') AS minutes, sum(u.megabytes) AS megabytes,
                   sum(u.quantity) FILTER (WHERE u.kind = 'sms') AS sms
              FROM crm_telecom_usage u
             WHERE u.subscription_id = d.subscription_id AND u.start_time >= %s AND u.start_time < %s
               AND u.state <> ALL(%s)
            """,
            scope.begins,
            scope.ends,
            list(NOT_COUNTED),
        )

    @api.model
    def _billed_query(self, scope):
        """SQL: what the bills of the month charge to the subscription of ``d``, or to its account as a whole."""
        return SQL(
            """
            SELECT sum(q.amount) AS revenue FROM (
                SELECT %(amount)s AS amount FROM crm_telecom_bill_line l JOIN crm_telecom_bill b ON b.id = l.bill_id
                 WHERE l.subscription_id = d.subscription_id AND %(month)s = %(first)s
                 UNION ALL
                SELECT %(amount)s FROM crm_telecom_bill b JOIN crm_telecom_bill_line l ON l.bill_id = b.id
                 WHERE d.subscription_id IS NULL AND b.account_id = d.account_id AND l.subscription_id IS NULL
                   AND %(month)s = %(first)s
            ) q
            """,
            amount=self._line_amount(scope.company),
            month=self._bill_month(),
            first=scope.first,
        )

    @api.model
    def _line_amount(self, company):
        """SQL: the amount of the line ``l`` in the currency of the company, at the rate of the day of its bill ``b``."""
        currency = company.currency_id
        return SQL(
            "CASE WHEN b.currency_id = %(currency)s THEN l.amount"
            " ELSE round(l.amount / (%(theirs)s) * (%(ours)s), %(places)s) END",
            currency=currency.id,
            theirs=self._rate_on(SQL("b.currency_id"), company, SQL("b.date")),
            ours=self._rate_on(SQL("%s", currency.id), company, SQL("b.date")),
            places=currency.decimal_places,
        )

    @api.model
    def _rate_on(self, currency, company, day):
        """SQL: the rate of a currency (SQL) in a company on a day (SQL), as `res.currency` has it."""
        rates = SQL(
            "SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = %s AND (r.company_id IS NULL OR r.company_id = %s)",
            currency,
            company.root_id.id,
        )
        return SQL(
            "coalesce((%(rates)s AND r.name <= %(day)s ORDER BY r.company_id, r.name DESC LIMIT 1),"
            " (%(rates)s ORDER BY r.company_id, r.name LIMIT 1), 1)",
            rates=rates,
            day=day,
        )
