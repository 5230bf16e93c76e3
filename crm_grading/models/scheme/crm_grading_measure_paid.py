from odoo import api, models
from odoo.tools import SQL


class CrmGradingMeasure(models.Model):
    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {"paid_on_time": (self.env._("Paid on time"), "_paid_on_time_query")}

    @api.model
    def _paid_on_time_query(self, company, date_from, date_to):
        """Part of what fell due between two days that was paid by its due date, 0 to 1, in company currency.

        Instalments count one by one, partial payments with their amount. What was credited is neither due nor paid.
        Customers of whom nothing was due have no value.
        """
        query = SQL(
            """
            SELECT partner_id, SUM(paid) / NULLIF(SUM(due), 0) AS value
              FROM (
                SELECT customer.commercial_partner_id AS partner_id,
                       line.balance - COALESCE(settled.credited, 0) AS due,
                       COALESCE(settled.paid, 0) AS paid
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner customer ON customer.id = line.partner_id
                  LEFT JOIN (
                    SELECT part.debit_move_id,
                           SUM(part.amount) FILTER (WHERE other_move.move_type = 'out_refund') AS credited,
                           SUM(part.amount) FILTER (WHERE other_move.move_type != 'out_refund'
                                                      AND other.date <= item.date_maturity) AS paid
                      FROM account_partial_reconcile part
                      JOIN account_move_line item ON item.id = part.debit_move_id
                      JOIN account_move_line other ON other.id = part.credit_move_id
                      JOIN account_move other_move ON other_move.id = other.move_id
                     WHERE item.date_maturity <= %(date_to)s AND %(from_item)s
                     GROUP BY part.debit_move_id
                  ) settled ON settled.debit_move_id = line.id
                 WHERE line.display_type = 'payment_term' AND line.parent_state = 'posted' AND line.balance > 0
                   AND move.move_type = 'out_invoice' AND line.company_id IN %(companies)s
                   AND line.date_maturity <= %(date_to)s AND %(from_line)s
              ) item
             GROUP BY partner_id
            HAVING SUM(due) > 0
            """,
            companies=tuple(company.env.companies.ids),
            date_to=date_to,
            from_item=SQL("item.date_maturity >= %s", date_from) if date_from else SQL("TRUE"),
            from_line=SQL("line.date_maturity >= %s", date_from) if date_from else SQL("TRUE"),
        )
        return query, None
