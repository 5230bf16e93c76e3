from odoo import api, models
from odoo.tools import SQL


class CrmCreditExposure(models.AbstractModel):
    """Posted receivables and drafts."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _buckets(self, partners):
        return super()._buckets(partners) | {
            "receivables": (
                (
                    "receivable", "overdue", "overdue_late", "current", "age_1_30", "age_31_60", "age_61_90",
                    "age_91_180", "age_over_180", "unallocated", "disputed",
                ),
                self._bucket_receivables(partners),
            ),
            "drafts": (("draft_invoices",), self._bucket_drafts(partners)),
        }  # fmt: skip

    @api.model
    def _exposure_reads(self):
        return super()._exposure_reads() | {
            "account.account": ["account_type"],
            "account.move": [
                "amount_total_signed", "company_id", "currency_id", "invoice_currency_rate", "move_type", "partner_id", "state",
            ],
            "account.move.line": [
                "account_id", "amount_residual", "company_id", "currency_id", "date", "date_maturity", "display_type",
                "move_id", "parent_state", "partner_id", "price_total", "product_uom_id", "quantity", "reconciled",
                "sale_line_ids",
            ],
        }  # fmt: skip

    @api.model
    def _bucket_receivables(self, partners):
        """Posted receivables. Residuals are in company currency: a later exchange rate doesn't matter."""
        return SQL(
            """
            SELECT item.partner_id, item.company_id, SUM(amount) AS receivable,
                   SUM(amount) FILTER (WHERE amount > 0 AND days > 0) AS overdue,
                   SUM(CASE WHEN skip_disputed THEN amount - disputed ELSE amount END)
                       FILTER (WHERE amount > 0 AND days > late_days) AS overdue_late,
                   SUM(disputed) FILTER (WHERE amount > 0 AND days > 0) AS disputed,
                   SUM(amount) FILTER (WHERE amount > 0 AND days <= 0) AS "current",
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 1 AND 30) AS age_1_30,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 31 AND 60) AS age_31_60,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 61 AND 90) AS age_61_90,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 91 AND 180) AS age_91_180,
                   SUM(amount) FILTER (WHERE amount > 0 AND days > 180) AS age_over_180,
                   SUM(amount) FILTER (WHERE amount < 0) AS unallocated
              FROM (
                SELECT partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                       line.amount_residual AS amount,
                       GREATEST(LEAST(COALESCE(dispute.amount, 0), line.amount_residual), 0) AS disputed,
                       COALESCE(rule.overdue_days, company.overdue_days) AS late_days,
                       COALESCE(rule.skip_disputed, company.skip_disputed) AS skip_disputed,
                       company.today - COALESCE(line.date_maturity, line.date) AS days
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                  JOIN credit_company company ON company.company_id = line.company_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                  LEFT JOIN credit_rule rule ON rule.partner_id = partner.commercial_partner_id
                        AND rule.company_id = company.root_id
                  LEFT JOIN (%(disputed)s) dispute ON dispute.line_id = line.id
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND %(partners)s
              ) item
             GROUP BY item.partner_id, item.company_id
            """,
            disputed=self._disputed_query(partners),
            partners=self._partner_condition(partners),
        )

    @api.model
    def _disputed_query(self, partners):
        """Rows line_id (account.move.line), amount: how much of an open receivable is disputed, company currency.

        One row a line at most. Restrict to the customers by `_partner_condition`.

        :param partners: commercial partners or None for all
        :rtype: SQL
        """
        return SQL("SELECT NULL::int AS line_id, NULL::numeric AS amount WHERE FALSE")

    @api.model
    def _bucket_drafts(self, partners):
        """Draft customer invoices, unless they invoice confirmed orders, where the amount still counts as an open order.

        A draft that does so in part counts with its other lines at the draft's own rate. Salespeople make drafts from
        orders: none of these makes room for others, even when its order isn't confirmed any more.
        """
        return SQL(
            """
            SELECT partner_id, company_id,
                   CASE WHEN bool_or(confirmed)
                        THEN GREATEST(COALESCE(SUM(price_total) FILTER (WHERE confirmed IS NOT TRUE), 0) * sign / rate, 0)
                        WHEN bool_or(NOT confirmed) THEN GREATEST(amount_total_signed, 0)
                        ELSE amount_total_signed END AS draft_invoices
              FROM (
                SELECT move.id, partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                       move.amount_total_signed, COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) AS rate,
                       CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign, line.price_total, link.confirmed
                  FROM account_move move
                  JOIN credit_company company ON company.company_id = move.company_id
                  JOIN res_partner partner ON partner.id = move.partner_id
                  LEFT JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
                 CROSS JOIN LATERAL (
                    SELECT bool_or(order_line.state = 'sale') AS confirmed FROM sale_order_line_invoice_rel rel
                      JOIN sale_order_line order_line ON order_line.id = rel.order_line_id
                     WHERE rel.invoice_line_id = line.id
                  ) link
                 WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND %(partners)s
              ) line
             GROUP BY id, partner_id, company_id, amount_total_signed, rate, sign
            """,
            partners=self._partner_condition(partners),
        )
