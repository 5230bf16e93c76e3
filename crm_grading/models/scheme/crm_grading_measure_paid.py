from odoo import api, models
from odoo.tools import SQL


class CrmGradingMeasure(models.Model):
    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {"paid_on_time": (self.env._("Paid on time"), "_paid_on_time_query")}

    @api.model
    def _paid_on_time_query(self, company, date_from, date_to):
        """Part of what fell due between two days that was paid by its due date, 0 to 1, weighed in company currency.

        Instalments count one by one, partial payments with their amount. What was credited is neither due nor paid.
        Shares are taken in the currency of the invoice, so exchange differences play no part. Customers of whom nothing
        was due have no value.
        """
        query = SQL(
            """
            SELECT partner_id, SUM(paid) / SUM(due) AS value
              FROM (
                SELECT customer.commercial_partner_id AS partner_id,
                       line.balance * (1 - COALESCE(settled.credited / line.amount_currency, 0)) AS due,
                       line.balance * COALESCE(settled.paid / line.amount_currency, 0) AS paid
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner customer ON customer.id = line.partner_id
                  LEFT JOIN (%(settled)s) settled ON settled.debit_move_id = line.id
                 WHERE line.display_type = 'payment_term' AND line.parent_state = 'posted'
                   AND line.balance > 0 AND line.amount_currency > 0 AND move.move_type = 'out_invoice'
                   AND line.company_id IN %(companies)s AND %(due)s
              ) item
             GROUP BY partner_id
            HAVING SUM(due) > 0
            """,
            settled=self._settled_query(date_from, date_to),
            companies=tuple(company.env.companies.ids),
            due=self._due_condition("line", date_from, date_to),
        )
        return query, None

    @api.model
    def _settled_query(self, date_from, date_to):
        """Rows debit_move_id, credited and paid in time, both in the currency of the invoice."""
        return SQL(
            """
            SELECT part.debit_move_id,
                   SUM(part.debit_amount_currency) FILTER (WHERE other_move.move_type = 'out_refund') AS credited,
                   SUM(part.debit_amount_currency)
                       FILTER (WHERE other_move.move_type != 'out_refund' AND other.date <= item.date_maturity) AS paid
              FROM account_partial_reconcile part
              JOIN account_move_line item ON item.id = part.debit_move_id
              JOIN account_move_line other ON other.id = part.credit_move_id
              JOIN account_move other_move ON other_move.id = other.move_id
             WHERE %s
             GROUP BY part.debit_move_id
            """,
            self._due_condition("item", date_from, date_to),
        )

    @api.model
    def _due_condition(self, alias, date_from, date_to):
        column = SQL.identifier(alias, "date_maturity")
        until = SQL("%s <= %s", column, date_to)
        return SQL("%s AND %s >= %s", until, column, date_from) if date_from else until
