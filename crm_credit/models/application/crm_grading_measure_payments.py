from odoo import api, models
from odoo.tools import SQL


class CrmGradingMeasure(models.Model):
    """Ready-made measures of how a customer pays and uses its credit."""

    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {
            "credit_days_late": (self.env._("Average days late"), "_credit_days_late_query"),
            "credit_overdue_share": (self.env._("Overdue share of receivables"), "_credit_overdue_share_query"),
            "credit_broken_promises": (self.env._("Broken promises to pay"), "_credit_broken_promises_query"),
            "credit_utilisation": (self.env._("Utilisation of the credit limit"), "_credit_utilisation_query"),
        }

    @api.model
    def _credit_days_late_query(self, company, date_from, date_to):
        """Days after the due date of what was paid between two days, by amount; in time is 0, credit notes pay nothing."""
        query = SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   SUM(GREATEST(payment.date - item.date_maturity, 0) * part.amount) / SUM(part.amount) AS value
              FROM account_partial_reconcile part
              JOIN account_move_line payment ON payment.id = part.credit_move_id
              JOIN account_move_line item ON item.id = part.debit_move_id
              JOIN account_move invoice ON invoice.id = item.move_id AND invoice.move_type = 'out_invoice'
              JOIN account_move source ON source.id = payment.move_id AND source.move_type <> 'out_refund'
              JOIN res_partner customer ON customer.id = item.partner_id
             WHERE item.company_id = ANY(%(companies)s) AND item.date_maturity IS NOT NULL
               AND payment.date <= %(to)s AND (%(from)s::date IS NULL OR payment.date >= %(from)s)
             GROUP BY customer.commercial_partner_id
            HAVING SUM(part.amount) > 0
            """,
            **{"companies": company.env.companies.ids, "from": date_from, "to": date_to},
        )
        return query, None

    @api.model
    def _credit_overdue_share_query(self, company, _date_from, date_to):
        """Part of the open invoices of a day that was past due, 0 to 1; 0 for those that owed nothing, nothing for strangers."""
        query = SQL(
            """
            SELECT partner_id,
                   COALESCE(SUM(residual) FILTER (WHERE date_maturity < %(to)s) / NULLIF(SUM(residual), 0), 0) AS value
              FROM (
                SELECT customer.commercial_partner_id AS partner_id, COALESCE(item.date_maturity, item.date) AS date_maturity,
                       GREATEST(item.balance - COALESCE(SUM(part.amount), 0), 0) AS residual
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_partner customer ON customer.id = item.partner_id
                  LEFT JOIN account_partial_reconcile part ON part.debit_move_id = item.id AND part.max_date <= %(to)s
                 WHERE account.account_type = 'asset_receivable' AND item.parent_state = 'posted' AND item.balance > 0
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   AND item.company_id = ANY(%(companies)s) AND item.date <= %(to)s
                 GROUP BY customer.commercial_partner_id, item.id
              ) open_item
             GROUP BY partner_id
            """,
            companies=company.env.companies.ids,
            to=date_to,
        )
        return query, None

    @api.model
    def _credit_broken_promises_query(self, company, date_from, date_to):
        """Number of promises that were broken between two days (`crm.credit.promise._broken_query`); none is 0.

        Customers that never were invoiced anything had nothing to promise: not known.
        """
        promises = company.env["crm.credit.promise"]
        promises.flush_model()
        return SQL(
            """
            SELECT invoiced.partner_id, COALESCE(MAX(promise.value), 0) AS value
              FROM (SELECT DISTINCT commercial_partner_id AS partner_id FROM account_move
                     WHERE state = 'posted' AND move_type = 'out_invoice' AND company_id = ANY(%(companies)s)
                       AND COALESCE(invoice_date, date) <= %(to)s) invoiced
              LEFT JOIN (%(promises)s) promise ON promise.partner_id = invoiced.partner_id
             GROUP BY invoiced.partner_id
            """,
            companies=company.env.companies.ids,
            to=date_to,
            promises=promises._broken_query(company, date_from, date_to),
        ), None

    @api.model
    def _credit_utilisation_query(self, company, _date_from, date_to):
        """Part of the limit that is used, 1 for all of it; of now only, so not known for earlier days and without a limit."""
        ids = company.env.context.get("grading_customer_ids")
        exposures = company.env["crm.credit.exposure"]
        exposures._flush_exposure()
        query = SQL(
            "SELECT partner_id, utilisation / 100.0 AS value FROM (%s) exposure WHERE limit_mode = 'limited' AND %s",
            exposures._exposure_query(None if ids is None else company.env["res.partner"].browse(ids), company),
            date_to >= company._business_today(),
        )
        return query, None
