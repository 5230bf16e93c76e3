from odoo import api, models
from odoo.tools import SQL


class CrmCreditExposure(models.AbstractModel):
    """Online payments that are not in the books yet."""

    _inherit = "crm.credit.exposure"

    @api.model
    def _buckets(self, partners):
        return super()._buckets(partners) | {
            "prepaid": (("prepaid",), self._bucket_prepaid(partners)),
        }

    @api.model
    def _exposure_reads(self):
        return super()._exposure_reads() | {
            "account.payment": ["move_id", "state"],
            "payment.transaction": [
                "amount", "company_id", "currency_id", "invoice_ids", "is_post_processed", "last_state_change", "operation",
                "payment_id", "sale_order_ids", "source_transaction_id", "state",
            ],
            "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
        }  # fmt: skip

    @api.model
    def _bucket_prepaid(self, partners):
        """Online payments for confirmed orders or posted invoices whose journal entry isn't posted, each once.

        The payment belongs to the customer of its first document, whoever paid, since there it lowers what is owed. What was
        captured or given back of an authorised payment has transactions of its own. A transaction that Odoo has processed
        and that has no payment any more was booked in another way.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                   -tx.rest / %(rate)s AS prepaid
              FROM (%(transactions)s) tx
              JOIN credit_company company ON company.company_id = tx.company_id
              CROSS JOIN LATERAL (%(document)s) document
              JOIN res_partner partner ON partner.id = document.partner_id
             WHERE %(partners)s
            """,
            transactions=self._unposted_transactions_query(partners),
            document=self._paid_document_query(),
            rate=self._transaction_rate_sql(),
            partners=self._partner_condition(partners),
        )

    @api.model
    def _prepaid_by_order(self, orders):
        """Online payments for orders that are authorised or done and not in the books yet, confirmed or not.

        A payment for several orders counts for the first of them that is not cancelled, so that it pays once.

        :return: amounts by id of the order and currency of the payment, in that currency
        :rtype: dict[int, dict[res.currency, float]]
        """
        if not orders.ids:
            return {}
        self._flush_exposure()
        prepaid = {}
        for order_id, currency_id, amount in self.env.execute_query(self._prepaid_query(orders)):
            prepaid.setdefault(order_id, {})[self.env["res.currency"].browse(currency_id)] = amount
        return prepaid

    @api.model
    def _prepaid_query(self, orders):
        """Rows order_id, currency_id, amount of what `_prepaid_by_order` returns."""
        customers = orders.partner_invoice_id.commercial_partner_id
        return SQL(
            """
            WITH credit_scope AS (%(scope)s)
            SELECT paid.sale_order_id AS order_id, tx.currency_id, SUM(tx.rest) AS amount
              FROM (%(transactions)s) tx
             CROSS JOIN LATERAL (
                SELECT MIN(rel.sale_order_id) AS sale_order_id
                  FROM sale_order_transaction_rel rel
                  JOIN sale_order sale ON sale.id = rel.sale_order_id AND sale.state != 'cancel'
                 WHERE rel.transaction_id = tx.root_id
              ) paid
             WHERE paid.sale_order_id = ANY(%(orders)s)
             GROUP BY paid.sale_order_id, tx.currency_id
            """,
            scope=self._scope_query(customers, groups=False),
            transactions=self._unposted_transactions_query(customers),
            orders=list(orders.ids),
        )

    @api.model
    def _unposted_transactions_query(self, partners):
        """Rows of transactions whose money isn't in the books, with the rest that no capture or void has taken."""
        return SQL(
            """
            SELECT tx.id, tx.company_id, tx.currency_id, tx.last_state_change,
                   COALESCE(source.source_transaction_id, source.id, tx.id) AS root_id,
                   tx.amount - COALESCE((
                       SELECT SUM(child.amount) FROM payment_transaction child
                        WHERE child.source_transaction_id = tx.id AND child.state IN ('done', 'cancel')
                          AND child.operation IS NOT DISTINCT FROM tx.operation
                   ), 0) AS rest
              FROM payment_transaction tx
              LEFT JOIN payment_transaction source ON source.id = tx.source_transaction_id
              LEFT JOIN account_payment payment ON payment.id = tx.payment_id
              LEFT JOIN account_move move ON move.id = payment.move_id
             WHERE tx.operation IS DISTINCT FROM 'validation'
               AND (tx.state = 'authorized' OR (tx.state = 'done' AND CASE
                       WHEN payment.id IS NULL THEN tx.is_post_processed IS NOT TRUE
                       ELSE payment.state IN ('draft', 'in_process') AND move.state IS DISTINCT FROM 'posted' END))
               AND %(condition)s
            """,
            condition=self._transaction_condition(partners),
        )

    @api.model
    def _transaction_condition(self, partners):
        """Restricts transactions to those of the customers' documents, so that one customer costs only its own."""
        if partners is None:
            return SQL("TRUE")
        return SQL(
            """
            COALESCE(source.source_transaction_id, source.id, tx.id) IN (
                SELECT rel.transaction_id FROM sale_order_transaction_rel rel
                  JOIN sale_order sale ON sale.id = rel.sale_order_id
                  JOIN res_partner partner ON partner.id = sale.partner_invoice_id
                 WHERE %(partners)s
                 UNION
                SELECT rel.transaction_id FROM account_invoice_transaction_rel rel
                  JOIN account_move move ON move.id = rel.invoice_id
                  JOIN res_partner partner ON partner.id = move.partner_id
                 WHERE %(partners)s
            )
            """,
            partners=self._partner_condition(partners),
        )

    @api.model
    def _paid_document_query(self):
        """The first confirmed order, or else posted invoice, that a transaction `tx` pays: customer, currency and rate."""
        return SQL(
            """
            SELECT * FROM (
                SELECT 1 AS kind, sale.id, sale.partner_invoice_id AS partner_id, sale.currency_id,
                       NULLIF(sale.currency_rate, 0) AS rate
                  FROM sale_order_transaction_rel rel JOIN sale_order sale ON sale.id = rel.sale_order_id
                 WHERE rel.transaction_id = tx.root_id AND sale.state = 'sale'
                 UNION ALL
                SELECT 2, move.id, move.partner_id, move.currency_id, NULLIF(move.invoice_currency_rate, 0)
                  FROM account_invoice_transaction_rel rel JOIN account_move move ON move.id = rel.invoice_id
                 WHERE rel.transaction_id = tx.root_id AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            ) paid ORDER BY kind, id LIMIT 1
            """
        )

    @api.model
    def _transaction_rate_sql(self):
        """Rate of a transaction `tx`: its document's if that has the same currency, else the one of its day."""
        return SQL(
            """
            COALESCE(
                CASE tx.currency_id WHEN company.currency_id THEN 1 WHEN document.currency_id THEN document.rate END,
                (SELECT foreign_rate.rate FROM res_currency_rate foreign_rate
                  WHERE foreign_rate.currency_id = tx.currency_id
                    AND (foreign_rate.company_id = company.root_id OR foreign_rate.company_id IS NULL)
                    AND foreign_rate.name <= COALESCE(tx.last_state_change::date, company.today)
                  ORDER BY foreign_rate.company_id, foreign_rate.name DESC LIMIT 1),
                1)
            """
        )
