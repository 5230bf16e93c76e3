from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from .crm_telecom_portal_usage import NOT_COUNTED


class CrmTelecomChurnFlag(models.Model):
    """Where flags come from: one query each, over the subscriptions ``p`` that are scored, as of a day.

    Each returns subscription_id and value. What came after the last day that counts is looked at by none: bills and payments
    are those of then, commitments and fees those before later moves.
    """

    _inherit = "crm.telecom.churn.flag"

    @api.model
    def _flag_sources(self, scope):
        """Return {code: SQL of subscription_id and value} of what the flags of a scope find. Extend by super.

        :param ChurnScope scope: whose ``until`` is the last day that counts
        """
        queries = {
            "port_out": self._port_out_query,
            "usage_down": self._usage_down_query,
            "unused": self._unused_query,
            "overdue": self._overdue_query,
            "commitment": self._commitment_query,
            "complaints": self._complaints_query,
            "downgrade": self._downgrade_query,
        }
        return {code: query(scope) for code, query in queries.items() if code in scope.flags}

    @api.model
    def _scored_query(self, scope, after, upto):
        """SQL: the subscriptions that are scored, those that were in use and not under notice: subscription_id, account_id,
        partner_id, state, activated_on, commitment_to.

        :param int after: ids above this one
        :param int upto: and up to this one
        """
        subscriptions = self.env["crm.telecom.subscription"]
        return SQL(
            """
            SELECT q.* FROM (
                SELECT s.id AS subscription_id, %(account)s AS account_id, %(owner)s AS partner_id, %(state)s AS state,
                       s.activated_on, %(commitment)s AS commitment_to
                  FROM crm_telecom_subscription s
                 WHERE s.company_id = %(company)s AND s.id > %(after)s AND s.id <= %(upto)s AND s.activated_on <= %(until)s
                   AND (s.terminated_on IS NULL OR s.terminated_on > %(until)s) OFFSET 0
            ) q WHERE q.state IN ('active', 'suspended')
            """,
            account=subscriptions._term_on("account_id", "s", scope.until),
            owner=subscriptions._term_on("partner_id", "s", scope.until),
            commitment=subscriptions._term_on("commitment_to", "s", scope.until),
            state=subscriptions._state_on(SQL("s.id"), scope.until),
            company=scope.company.id,
            after=after,
            upto=upto,
            until=scope.until,
        )

    @api.model
    def _port_out_query(self, scope):
        return SQL(
            """
            SELECT p.subscription_id, %(until)s - max(o.requested_on) AS value
              FROM p JOIN crm_telecom_port o ON o.subscription_id = p.subscription_id
             WHERE o.direction = 'out' AND o.requested_on BETWEEN %(since)s AND %(until)s
             GROUP BY p.subscription_id
            """,
            since=scope.since("port_out"),
            until=scope.until,
        )

    @api.model
    def _usage_down_query(self, scope):
        """Value: by how many percent the last complete month lies below the mean of the three before, on average of what was
        used in these: minutes, MB, messages."""
        return SQL(
            """
            SELECT u.subscription_id, round(100 - 100 * avg(3 * v.used / v.before), 1) AS value
              FROM (
                SELECT m.subscription_id, %(sums)s
                  FROM p JOIN crm_telecom_month m ON m.subscription_id = p.subscription_id
                 WHERE p.state = 'active' AND p.activated_on <= %(first)s AND m.month BETWEEN %(first)s AND %(month)s
                 GROUP BY m.subscription_id
              ) u
             CROSS JOIN LATERAL (VALUES (minutes, minutes_before), (megabytes, megabytes_before), (sms, sms_before))
                  AS v (used, before)
             WHERE v.before > 0
             GROUP BY u.subscription_id
            HAVING 100 - 100 * avg(3 * v.used / v.before) >= %(threshold)s
            """,
            sums=SQL(", ").join(
                SQL(
                    "coalesce(sum(m.%(name)s) FILTER (WHERE m.month = %(month)s), 0)::numeric AS %(name)s,"
                    " coalesce(sum(m.%(name)s) FILTER (WHERE m.month < %(month)s), 0)::numeric AS %(before)s",
                    name=SQL.identifier(name),
                    before=SQL.identifier(f"{name}_before"),
                    month=scope.month,
                )
                for name in ("minutes", "megabytes", "sms")
            ),
            month=scope.month,
            first=scope.month - relativedelta(months=3),
            threshold=scope.threshold("usage_down"),
        )

    @api.model
    def _unused_query(self, scope):
        """Value: days since it was used last. What was never used is not looked at: maybe its usage is not recorded."""
        return SQL(
            """
            SELECT p.subscription_id, %(until)s - last.day AS value
              FROM p CROSS JOIN LATERAL (
                SELECT (u.start_time AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
                  FROM crm_telecom_usage u
                 WHERE u.subscription_id = p.subscription_id AND u.start_time < %(ends)s AND u.state <> ALL(%(left)s)
                 ORDER BY u.start_time DESC LIMIT 1
              ) last
             WHERE p.state = 'active' AND %(until)s - last.day >= %(threshold)s
            """,
            until=scope.until,
            ends=scope.ends,
            zone=scope.zone,
            left=list(NOT_COUNTED),
            threshold=scope.threshold("unused"),
        )

    @api.model
    def _overdue_query(self, scope):
        return SQL(
            """
            SELECT p.subscription_id, bill.late AS value
              FROM (SELECT account_id, max(late) AS late FROM (%s) b WHERE late >= %s GROUP BY account_id) bill
              JOIN p ON p.account_id = bill.account_id
            """,
            self._open_bills_query(scope),
            scope.threshold("overdue"),
        )

    @api.model
    def _open_bills_query(self, scope):
        """SQL: account_id and days late of the bills that were overdue on the last day: as they were then, with what had been
        paid by then."""
        return SQL(
            """
            SELECT b.account_id, %(until)s - w.due AS late
              FROM (SELECT DISTINCT account_id FROM p) a
              JOIN crm_telecom_bill b ON b.account_id = a.account_id
              LEFT JOIN LATERAL (
                SELECT r.content FROM crm_telecom_revision r
                 WHERE r.res_model = 'crm.telecom.bill' AND r.res_id = b.id AND r.replaced_on >= %(ends)s ORDER BY r.id LIMIT 1
              ) r ON TRUE
              LEFT JOIN LATERAL (
                SELECT e.state_from FROM crm_telecom_event e
                 WHERE e.res_model = 'crm.telecom.bill' AND e.res_id = b.id AND e.effective_date > %(until)s ORDER BY e.id LIMIT 1
              ) e ON TRUE
             CROSS JOIN LATERAL (
                SELECT coalesce((r.content ->> 'date')::date, b.date) AS date,
                       coalesce((r.content ->> 'date_due')::date, b.date_due) AS due,
                       coalesce((r.content ->> 'amount_total')::numeric, b.amount_total) AS total,
                       coalesce((r.content ->> 'paid_reported')::numeric, b.paid_reported, 0) AS reported
             ) w
             WHERE w.date <= %(until)s AND w.due < %(until)s AND w.total > 0
               AND 'new' <> ALL(ARRAY[b.state, coalesce(e.state_from, ''), coalesce(r.content ->> 'state', '')])
               AND w.total - w.reported - (%(paid)s) - (%(matched)s) > 0
            """,
            until=scope.until,
            ends=scope.ends,
            paid=SQL(
                "SELECT coalesce(sum(y.amount), 0) FROM crm_telecom_bill_payment y WHERE y.bill_id = b.id AND y.date <= %s",
                scope.until,
            ),
            matched=SQL(
                "SELECT coalesce(sum(x.debit_amount_currency), 0) FROM account_move_line l"
                " JOIN account_partial_reconcile x ON x.debit_move_id = l.id WHERE l.move_id = b.invoice_id AND x.max_date <= %s",
                scope.until,
            ),
        )

    @api.model
    def _commitment_query(self, scope):
        return SQL(
            """
            SELECT p.subscription_id, p.commitment_to - %(until)s AS value FROM p
             WHERE p.commitment_to >= %(until)s AND p.commitment_to - %(until)s <= %(threshold)s
            """,
            until=scope.until,
            threshold=scope.threshold("commitment"),
        )

    @api.model
    def _complaints_query(self, scope):
        """Complaints about the subscription; those of its owner that name none count for each of the owner's."""
        return SQL(
            """
            SELECT p.subscription_id, count(DISTINCT c.id) AS value
              FROM p CROSS JOIN LATERAL (
                SELECT c.id, c.type_id, c.received_on FROM crm_complaint c
                 WHERE c.telecom_subscription_id = p.subscription_id
                 UNION ALL
                SELECT c.id, c.type_id, c.received_on FROM crm_complaint c
                 WHERE c.partner_id = p.partner_id AND c.telecom_subscription_id IS NULL AND c.company_id = %(company)s
              ) c
              JOIN crm_complaint_type t ON t.id = c.type_id AND t.code = 'complaint'
             WHERE c.received_on < %(ends)s
               AND (c.received_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date >= %(since)s
             GROUP BY p.subscription_id
            HAVING count(DISTINCT c.id) >= %(threshold)s
            """,
            company=scope.company.id,
            ends=scope.ends,
            zone=scope.zone,
            since=scope.since("complaints"),
            threshold=scope.threshold("complaints"),
        )

    @api.model
    def _downgrade_query(self, scope):
        """Value: by how much the fee was lowered, by the last such change, in the currency of the account."""
        fee = self.env["crm.telecom.subscription"]._term_on("monthly_fee", "s", SQL("c.date"))
        return SQL(
            """
            SELECT DISTINCT ON (q.subscription_id) q.subscription_id, q.lowered AS value
              FROM (
                SELECT c.subscription_id, c.date, c.id, c.old_monthly_fee - %(fee)s AS lowered
                  FROM p JOIN crm_telecom_move c ON c.subscription_id = p.subscription_id
                  JOIN crm_telecom_subscription s ON s.id = c.subscription_id
                 WHERE c.state = 'done' AND c.kind = 'offering' AND c.date BETWEEN %(since)s AND %(until)s
              ) q
             WHERE q.lowered > %(threshold)s
             ORDER BY q.subscription_id, q.date DESC, q.id DESC
            """,
            fee=fee,
            since=scope.since("downgrade"),
            until=scope.until,
            threshold=scope.threshold("downgrade"),
        )
