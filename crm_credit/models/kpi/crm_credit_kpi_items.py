from odoo import api, models
from odoo.tools import SQL

from .kpi_scope import KpiScope

SALES_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")


class CrmCreditKpi(models.Model):
    """Receivable items as they stood at the end of a month, and what they were matched with: the source of all figures.

    Amounts are in company currency and signed like the journal items. What was open on a day is the balance of the item
    less what was matched with it until that day, exchange differences included; it counts on the later date of the two.
    """

    _inherit = "crm.credit.kpi"

    @api.model
    def _scope(self, company, month):
        """Return the scope of a month.

        :param company: any company of the branch tree
        :param month: any day of the month
        :rtype: KpiScope
        """
        company = company.sudo().root_id
        branches = self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        return KpiScope(company, month.replace(day=1), tuple(branches.ids), tuple(company._bad_debt_accounts().ids))

    @api.model
    def _items_query(self, scope):
        """SELECT of the items that were open at the beginning or the end of the month, or are dated in it.

        Salesperson and team are those of the invoice; of other entries, those of the customer now.

        :return: line_id, partner_id (commercial), user_id, team_id, date, due, move_type, balance, opening, closing
        :rtype: SQL
        """
        return SQL(
            """
            SELECT line.id AS line_id, customer.id AS partner_id, line.date, COALESCE(line.date_maturity, line.date) AS due,
                   %(owner)s, move.move_type, line.balance,
                   CASE WHEN line.date < %(first)s THEN line.balance - COALESCE(matched.before, 0) ELSE 0 END AS opening,
                   line.balance - COALESCE(matched.until, 0) AS closing
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN res_partner contact ON contact.id = line.partner_id
              JOIN res_partner customer ON customer.id = contact.commercial_partner_id
              LEFT JOIN res_users seller ON seller.id = customer.user_id
              LEFT JOIN LATERAL (
                SELECT SUM(amount) FILTER (WHERE max_date < %(first)s) AS before, SUM(amount) AS until
                  FROM (SELECT amount, max_date FROM account_partial_reconcile WHERE debit_move_id = line.id
                         UNION ALL
                        SELECT -amount, max_date FROM account_partial_reconcile WHERE credit_move_id = line.id) part
                 WHERE max_date <= %(last)s
              ) matched ON TRUE
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(branches)s) AND line.date <= %(last)s
               AND (line.reconciled IS NOT TRUE OR line.date >= %(first)s OR line.id IN (
                    SELECT debit_move_id FROM account_partial_reconcile WHERE max_date >= %(first)s
                     UNION
                    SELECT credit_move_id FROM account_partial_reconcile WHERE max_date >= %(first)s))
            """,
            owner=self._owner_sql(),
            **scope.values,
        )

    @api.model
    def _owner_sql(self):
        """Columns user_id and team_id over the tables move, customer and seller."""
        return SQL(
            """
            CASE WHEN move.move_type = ANY(%(documents)s) THEN COALESCE(move.invoice_user_id, customer.user_id)
                 ELSE customer.user_id END AS user_id,
            CASE WHEN move.move_type = ANY(%(documents)s) THEN COALESCE(move.team_id, seller.sale_team_id)
                 ELSE seller.sale_team_id END AS team_id
            """,
            documents=list(SALES_DOCUMENTS),
        )

    @api.model
    def _matches_query(self, scope, lines):
        """SELECT of what items were matched with other than sales documents: money and losses.

        :param SQL lines: sub-select of ids of account.move.line, the items wanted
        :return: line_id, day (of the counterpart), max_date, money and loss: parts of the amount matched, signed like the
            item; what is neither (set off against a debt, exchange difference) is in none of the two
        :rtype: SQL
        """
        return SQL(
            """
            SELECT part.line_id, other.date AS day, part.max_date,
                   part.amount * (1 - share.loss) * (journal.type IN ('bank', 'cash', 'credit'))::int AS money,
                   part.amount * share.loss AS loss
              FROM (SELECT debit_move_id AS line_id, credit_move_id AS other_id, amount, max_date
                      FROM account_partial_reconcile WHERE debit_move_id IN (%(lines)s)
                     UNION ALL
                    SELECT credit_move_id, debit_move_id, -amount, max_date
                      FROM account_partial_reconcile WHERE credit_move_id IN (%(lines)s)) part
              JOIN account_move_line other ON other.id = part.other_id
              JOIN account_move entry ON entry.id = other.move_id AND entry.move_type != ALL(%(documents)s)
              JOIN account_journal journal ON journal.id = entry.journal_id
             CROSS JOIN LATERAL (
                SELECT COALESCE(LEAST(GREATEST(
                           SUM(line.balance) FILTER (WHERE line.account_id = ANY(%(losses)s))
                           / NULLIF(-SUM(line.balance) FILTER (WHERE account.account_type = 'asset_receivable'), 0),
                       0), 1), 0) AS loss
                  FROM account_move_line line JOIN account_account account ON account.id = line.account_id
                 WHERE line.move_id = entry.id
             ) share
            """,
            lines=lines,
            documents=list(SALES_DOCUMENTS),
            **scope.values,
        )
