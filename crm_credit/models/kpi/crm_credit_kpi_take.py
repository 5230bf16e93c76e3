from odoo import api, models
from odoo.tools import SQL

from .crm_credit_kpi_items import SALES_DOCUMENTS

KEY = ("team_id", "user_id", "class_id", "grade_id")
SUMS = (
    "sales", "credit_sales", "opening_receivable", "closing_receivable", "closing_current", "overdue", "unallocated",
    "paid_amount", "late_amount", "written_off", "limit_amount", "limit_used",
)  # fmt: skip


class CrmCreditKpi(models.Model):
    """Working out the figures of a month: one statement for all customers of a company."""

    _inherit = "crm.credit.kpi"

    @api.model
    def _take(self, month):
        """Write the rows of a month anew; doing it again changes nothing but what was posted since.

        :param month: crm.credit.month, whose job calls this
        """
        self.env.flush_all()
        scope = self._scope(month.company_id, month.month)
        self.env.cr.execute(
            SQL("DELETE FROM crm_credit_kpi WHERE company_id = %s AND month = %s", scope.company.id, scope.first)
        )
        self.env.cr.execute(self._insert_query(scope, month))
        self.invalidate_model()

    @api.model
    def _insert_query(self, scope, month):
        sums = SQL(", ").join(SQL("ROUND(COALESCE(SUM(%s), 0), 6)", SQL.identifier(name)) for name in SUMS)
        columns = SQL(", ").join(map(SQL.identifier, (*KEY, *SUMS)))
        parts = [
            SQL("SELECT partner_id, user_id, team_id, %s FROM (%s) part", self._padded(names), query)
            for names, query in self._parts(scope)
        ]
        return SQL(
            """
            WITH item AS MATERIALIZED (%(items)s),
                 standing AS MATERIALIZED (%(standings)s),
                 figure (partner_id, user_id, team_id, %(sums_names)s) AS (%(parts)s),
                 total (%(columns)s) AS (
                SELECT figure.team_id, figure.user_id, standing.class_id, standing.grade_id, %(sums)s
                  FROM figure LEFT JOIN standing USING (partner_id)
                 GROUP BY 1, 2, 3, 4)
            INSERT INTO crm_credit_kpi
                   (company_id, currency_id, month_id, month, days, receivable_days, current_days, %(columns)s)
            SELECT %(company)s, %(currency)s, %(month)s, %(first)s, %(days)s, closing_receivable * %(days)s,
                   closing_current * %(days)s, %(columns)s
              FROM total WHERE %(some)s
            """,
            items=self._items_query(scope),
            standings=self._standings_query(scope),
            sums_names=SQL(", ").join(map(SQL.identifier, SUMS)),
            parts=SQL(" UNION ALL ").join(parts),
            columns=columns,
            sums=sums,
            company=scope.company.id,
            currency=scope.company.currency_id.id,
            month=month.id,
            first=scope.first,
            days=scope.days,
            some=SQL(" OR ").join(SQL("%s != 0", SQL.identifier(name)) for name in SUMS),
        )

    @api.model
    def _padded(self, names):
        """The columns of a part, zeros for all others."""
        return SQL(", ").join(SQL.identifier("part", name) if name in names else SQL("0::numeric") for name in SUMS)

    @api.model
    def _parts(self, scope):
        """Return [(columns, SELECT of partner_id, user_id, team_id and these)] over the CTEs item and standing."""
        return [
            (
                ("opening_receivable", "closing_receivable", "closing_current", "overdue", "unallocated"),
                self._balances_query(scope),
            ),
            (("sales", "credit_sales"), self._sales_query(scope)),
            (("paid_amount", "late_amount", "written_off"), self._settled_query(scope)),
            (("limit_amount", "limit_used"), self._limits_query(scope)),
        ]

    @api.model
    def _balances_query(self, scope):
        return SQL(
            """
            SELECT partner_id, user_id, team_id, opening AS opening_receivable, closing AS closing_receivable,
                   CASE WHEN closing > 0 AND due >= %(last)s THEN closing ELSE 0 END AS closing_current,
                   CASE WHEN closing > 0 AND due < %(last)s THEN closing ELSE 0 END AS overdue,
                   LEAST(closing, 0) AS unallocated
              FROM item
            """,
            **scope.values,
        )

    @api.model
    def _sales_query(self, scope):
        """Sales of the month; cash is what money had settled on the day of the document (and so many days after it)."""
        return SQL(
            """
            SELECT partner_id, user_id, team_id, balance AS sales, balance - COALESCE(cash.amount, 0) AS credit_sales
              FROM item
              LEFT JOIN (
                SELECT line_id, SUM(money) AS amount
                  FROM (%(matches)s) matched JOIN item USING (line_id)
                 WHERE matched.max_date <= item.date + %(cash_days)s
                 GROUP BY line_id
              ) cash USING (line_id)
             WHERE item.move_type = ANY(%(documents)s) AND item.date BETWEEN %(first)s AND %(last)s
            """,
            matches=self._matches_query(
                scope,
                SQL("SELECT line_id FROM item WHERE date >= %s AND move_type = ANY(%s)", scope.first, list(SALES_DOCUMENTS)),
            ),
            documents=list(SALES_DOCUMENTS),
            **scope.values,
        )

    @api.model
    def _settled_query(self, scope):
        """Money and losses that the month brought for what customers owed."""
        return SQL(
            """
            SELECT partner_id, user_id, team_id,
                   CASE WHEN invoice THEN money ELSE 0 END AS paid_amount,
                   CASE WHEN invoice THEN money * GREATEST(day - due, 0) ELSE 0 END AS late_amount,
                   loss AS written_off
              FROM (
                SELECT item.partner_id, item.user_id, item.team_id, item.due, matched.day, matched.money, matched.loss,
                       item.move_type IN ('out_invoice', 'out_receipt') AND item.balance > 0 AS invoice
                  FROM (%(matches)s) matched JOIN item USING (line_id)
                 WHERE matched.max_date BETWEEN %(first)s AND %(last)s
              ) settled
            """,
            matches=self._matches_query(scope, SQL("SELECT line_id FROM item WHERE balance > 0")),
            **scope.values,
        )

    @api.model
    def _limits_query(self, scope):
        """Limits, and the receivables of the customers that have one, by the customer's salesperson.

        In a group the limit of its head counts and what all members owe; limits of the members are shares of it.
        """
        return SQL(
            """
            SELECT standing.partner_id, customer.user_id, seller.sale_team_id AS team_id,
                   CASE WHEN standing.head_limit IS NULL THEN standing.own_limit ELSE 0 END AS limit_amount,
                   CASE WHEN COALESCE(standing.head_limit, standing.own_limit) IS NULL THEN 0
                        ELSE GREATEST(COALESCE(owed.amount, 0), 0) END AS limit_used
              FROM standing
              JOIN res_partner customer ON customer.id = standing.partner_id
              LEFT JOIN res_users seller ON seller.id = customer.user_id
              LEFT JOIN (SELECT partner_id, SUM(closing) AS amount FROM item GROUP BY partner_id) owed
                   ON owed.partner_id = standing.partner_id
             WHERE standing.has_account
            """
        )
