from odoo import api, models
from odoo.tools import SQL

# The amounts of a row, each the sum of a column of the same name over all buckets. What lowers the exposure is negative.
AMOUNTS = (
    "receivable",
    "overdue",
    "overdue_late",
    "current",
    "age_1_30",
    "age_31_60",
    "age_61_90",
    "age_91_180",
    "age_over_180",
    "unallocated",
    "draft_invoices",
    "open_orders",
    "delivered",
    "prepaid",
    "securities",
)
# The amounts that make up the exposure; the others are parts of these, shown for information.
TOTAL = ("receivable", "draft_invoices", "open_orders", "prepaid", "securities")


class CrmCreditExposure(models.AbstractModel):
    """What customers owe or will owe: the only place where it is worked out.

    A row stands for one customer (commercial partner) and one company with all its branches, in the currency of that
    company. The figures are the sum of buckets, small queries of which each knows one kind of document; an addon that knows
    another kind extends `_buckets`. Nothing is stored, so nothing can be out of date.
    """

    _name = "crm.credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _exposure(self, partners, company=None):
        """Figures of customers with one company, by one query.

        :param partners: commercial partners; each gets a row, with zeros when there is nothing
        :param company: any company of the branch tree, the current one by default
        :return: row of `_exposure_query` as a dict, by id of the partner; amounts are floats in company currency
        :rtype: dict[int, dict]
        """
        if not partners.ids:
            return {}
        self._flush_exposure()
        rows = self.env.execute_query_dict(self._exposure_query(partners, company or self.env.company))
        return {row["partner_id"]: row for row in rows}

    @api.model
    def _exposure_query(self, partners=None, companies=None):
        """SELECT of the figures of customers, one row for each customer and company.

        Call `_flush_exposure` before the query is run. Each row has:

        - partner_id, company_id: the commercial partner and the company at the root of the branch tree
        - receivable: what is left to pay of posted items = current + age_1_30 … age_over_180 + unallocated
        - current, age_*: receivables by days after the due date; overdue: their sum without current; overdue_late: the
          part that is overdue for more days than the company's setting tells
        - unallocated: credit notes and payments that are not matched with invoices (negative)
        - draft_invoices: draft customer invoices and credit notes, unless they invoice a confirmed order
        - open_orders: confirmed and not yet invoiced, taxes included, less down payments invoiced; delivered: the part of
          it that has been delivered
        - prepaid: online payments authorised or done that are not in the books yet (negative)
        - securities: what is covered by securities (negative); nothing in this addon
        - total: receivable + draft_invoices + open_orders + prepaid + securities
        - limit_mode (unlimited, limited, prepay) and limit_amount in force, the latter NULL when unlimited
        - available: limit_amount - total, NULL when unlimited
        - utilisation: total in percent of limit_amount, NULL when unlimited or zero
        - account_id, status: of the credit account, NULL and "normal" without one

        Buckets are summed as exact numerics and rounded to the company's currency once, at the end.

        :param partners: commercial partners, each of which gets a row; None: every customer with figures or an account
        :param companies: companies, replaced by the roots of their branch trees; None: all
        :rtype: SQL
        """
        return SQL(
            """
            WITH credit_company AS (%(companies)s)
            SELECT figure.partner_id, figure.company_id, %(rounded)s, figure.total,
                   figure.limit_mode, figure.limit_amount,
                   figure.limit_amount - figure.total AS available,
                   ROUND(100 * figure.total / NULLIF(figure.limit_amount, 0), 2) AS utilisation,
                   figure.account_id, figure.status
              FROM (%(figures)s) figure
            """,
            companies=self._companies_query(companies),
            rounded=SQL(", ").join(
                SQL("ROUND(%s, figure.digits) AS %s", SQL.identifier("figure", name), SQL.identifier(name))
                for name in AMOUNTS
            ),
            figures=self._figures_query(partners),
        )

    @api.model
    def _companies_query(self, companies):
        """Rows company_id, root_id: each branch with what the figures need to know of the company at its root."""
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)]) if companies is None else companies.root_id
        return SQL(
            """
            SELECT branch.id AS company_id, root.id AS root_id, root.currency_id, currency.decimal_places AS digits,
                   day.today, day.today - COALESCE(root.credit_overdue_days, 0) AS late_before,
                   CASE WHEN root.account_use_credit_limit THEN root.credit_default_mode ELSE 'unlimited' END AS default_mode,
                   COALESCE(root.credit_default_limit, 0) AS default_limit
              FROM unnest(%(roots)s, %(days)s::date[]) AS day (root_id, today)
              JOIN res_company root ON root.id = day.root_id
              JOIN res_currency currency ON currency.id = root.currency_id
              JOIN res_company branch ON split_part(branch.parent_path, '/', 1)::int = root.id
            """,
            roots=list(roots.ids),
            days=[root._business_today() for root in roots],
        )

    @api.model
    def _figures_query(self, partners):
        """Rows with the unrounded sums of the buckets, the rounded total and the limit in force."""
        return SQL(
            """
            SELECT bucket.*, company.digits, account.id AS account_id, COALESCE(account.status, 'normal') AS status,
                   ROUND(%(total)s, company.digits) AS total, credit.limit_mode,
                   CASE credit.limit_mode
                       WHEN 'limited' THEN credit.limit_amount
                       WHEN 'prepay' THEN 0
                   END AS limit_amount
              FROM (%(buckets)s) bucket
              JOIN credit_company company ON company.company_id = bucket.company_id
              LEFT JOIN crm_credit_account account
                     ON account.partner_id = bucket.partner_id AND account.company_id = bucket.company_id
              CROSS JOIN LATERAL (
                  SELECT COALESCE(NULLIF(account.limit_mode, 'default'), company.default_mode) AS limit_mode,
                         CASE WHEN account.limit_mode = 'limited' THEN COALESCE(account.limit_amount, 0)
                              ELSE company.default_limit END AS limit_amount
              ) credit
            """,
            total=SQL(" + ").join(SQL.identifier("bucket", name) for name in TOTAL),
            buckets=self._union_query(partners),
        )

    @api.model
    def _union_query(self, partners):
        """Rows partner_id, company_id and all AMOUNTS, added up over the buckets."""
        selects = [
            SQL(
                "SELECT partner_id, company_id, %s FROM (%s) %s",
                SQL(", ").join(
                    SQL.identifier(amount) if amount in amounts else SQL("NULL::numeric AS %s", SQL.identifier(amount))
                    for amount in AMOUNTS
                ),
                query,
                SQL.identifier(name),
            )
            for name, (amounts, query) in self._buckets(partners).items()
        ]
        return SQL(
            "SELECT partner_id, company_id, %s FROM (%s) documents GROUP BY partner_id, company_id",
            SQL(", ").join(
                SQL("COALESCE(SUM(%s), 0) AS %s", SQL.identifier(amount), SQL.identifier(amount)) for amount in AMOUNTS
            ),
            SQL(" UNION ALL ").join(selects),
        )

    @api.model
    def _buckets(self, partners):
        """The kinds of documents that make up the figures; extend by super to add one.

        A bucket is a pair: the names out of AMOUNTS that it fills, and a SELECT of partner_id (commercial partner),
        company_id (root company) and these names, any number of rows for each customer. It joins `credit_company`, and the
        commercial partner is restricted by `_partner_condition` so that one customer costs only its own documents.

        :param partners: commercial partners or None for all
        :rtype: dict[str, tuple[tuple[str], SQL]]
        """
        return {
            "customers": ((), self._bucket_customers(partners)),
            "receivables": (
                (
                    "receivable", "overdue", "overdue_late", "current", "age_1_30", "age_31_60", "age_61_90",
                    "age_91_180", "age_over_180", "unallocated",
                ),
                self._bucket_receivables(partners),
            ),
            "drafts": (("draft_invoices",), self._bucket_drafts(partners)),
            "orders": (("open_orders", "delivered"), self._bucket_orders(partners)),
            "prepaid": (("prepaid",), self._bucket_prepaid(partners)),
        }  # fmt: skip

    @api.model
    def _partner_condition(self, partners):
        """Condition on the alias `partner` (res_partner of the document) for documents of the customers."""
        if partners is None:
            return SQL("TRUE")
        return SQL("partner.commercial_partner_id = ANY(%s)", list(partners.ids))

    @api.model
    def _bucket_customers(self, partners):
        """Rows of zeros: for each customer asked for, or each account when all are."""
        if partners is None:
            return SQL(
                "SELECT account.partner_id, account.company_id FROM crm_credit_account account"
                " JOIN credit_company company ON company.company_id = account.company_id"
            )
        return SQL(
            "SELECT partner.id AS partner_id, company.company_id FROM unnest(%s) AS partner (id)"
            " CROSS JOIN credit_company company WHERE company.company_id = company.root_id",
            list(partners.ids),
        )

    @api.model
    def _bucket_receivables(self, partners):
        """Posted receivables. Residuals are in company currency: a later exchange rate doesn't matter."""
        return SQL(
            """
            SELECT item.partner_id, item.company_id, SUM(amount) AS receivable,
                   SUM(amount) FILTER (WHERE amount > 0 AND days > 0) AS overdue,
                   SUM(amount) FILTER (WHERE amount > 0 AND due < late_before) AS overdue_late,
                   SUM(amount) FILTER (WHERE amount > 0 AND days <= 0) AS "current",
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 1 AND 30) AS age_1_30,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 31 AND 60) AS age_31_60,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 61 AND 90) AS age_61_90,
                   SUM(amount) FILTER (WHERE amount > 0 AND days BETWEEN 91 AND 180) AS age_91_180,
                   SUM(amount) FILTER (WHERE amount > 0 AND days > 180) AS age_over_180,
                   SUM(amount) FILTER (WHERE amount < 0) AS unallocated
              FROM (
                SELECT partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                       line.amount_residual AS amount, company.late_before,
                       COALESCE(line.date_maturity, line.date) AS due,
                       company.today - COALESCE(line.date_maturity, line.date) AS days
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                  JOIN credit_company company ON company.company_id = line.company_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND %(partners)s
              ) item
             GROUP BY item.partner_id, item.company_id
            """,
            partners=self._partner_condition(partners),
        )

    @api.model
    def _bucket_drafts(self, partners):
        """Draft customer invoices, unless they invoice confirmed orders, where the amount still counts as an open order.

        A draft that does so in part counts with its other lines at the draft's own rate.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                   CASE WHEN lines.ordered
                        THEN lines.other * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                             / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)
                        ELSE move.amount_total_signed END AS draft_invoices
              FROM account_move move
              JOIN credit_company company ON company.company_id = move.company_id
              JOIN res_partner partner ON partner.id = move.partner_id
              CROSS JOIN LATERAL (
                SELECT bool_or(line.ordered) AS ordered, SUM(line.price_total) FILTER (WHERE NOT line.ordered) AS other
                  FROM (
                    SELECT move_line.price_total, EXISTS (
                             SELECT FROM sale_order_line_invoice_rel rel
                               JOIN sale_order_line order_line ON order_line.id = rel.order_line_id
                              WHERE rel.invoice_line_id = move_line.id AND order_line.state = 'sale') AS ordered
                      FROM account_move_line move_line
                     WHERE move_line.move_id = move.id AND move_line.display_type = 'product'
                  ) line
              ) lines
             WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND %(partners)s
            """,
            partners=self._partner_condition(partners),
        )

    @api.model
    def _bucket_orders(self, partners):
        """What confirmed orders will still be invoiced, in company currency at the rate of the order.

        Down payments lower it up to the value left: an unused rest counts once it has been credited. Orders belong to
        the customer of their invoice address.
        """
        return SQL(
            """
            SELECT partner_id, company_id, delivered,
                   lines - LEAST(down_payment, GREATEST(lines, 0)) AS open_orders
              FROM (
                SELECT partner_id, company_id, SUM(remaining * price / rate) AS lines,
                       SUM(GREATEST(LEAST(delivered, remaining), 0) * price / rate) AS delivered,
                       SUM(down_payment) AS down_payment
                  FROM (%(lines)s) line
                 GROUP BY order_id, partner_id, company_id
              ) sale
             WHERE lines <> 0 OR down_payment <> 0
            """,
            lines=self._order_lines_query(partners),
        )

    @api.model
    def _order_lines_query(self, partners):
        """Rows of confirmed order lines: price of one unit, quantity remaining to invoice, delivered and not invoiced.

        The quantity expected is the one ordered, or delivered if that is more, whatever the invoicing policy. A line never
        changes its sign: invoicing too much of one line doesn't make room for others.
        """
        return SQL(
            """
            SELECT order_id, partner_id, company_id, rate, price,
                   CASE WHEN is_return THEN LEAST(LEAST(ordered, delivered) - invoiced, 0)
                        ELSE GREATEST(GREATEST(ordered, delivered) - invoiced, 0) END AS remaining,
                   delivered - invoiced AS delivered, down_payment
              FROM (%(invoiced)s) line
            """,
            invoiced=self._invoiced_lines_query(partners),
        )

    @api.model
    def _invoiced_lines_query(self, partners):
        """Rows of confirmed order lines with what posted invoices took from them.

        Stored quantities invoiced are of no use here since they count drafts. Quantities are in the unit of the order line,
        the unit price is with taxes after discount in order currency, down payments (net of what final invoices gave back)
        in company currency.
        """
        return SQL(
            """
            SELECT line.order_id, partner.commercial_partner_id AS partner_id, company.root_id AS company_id,
                   COALESCE(NULLIF(sale.currency_rate, 0), 1) AS rate, %(price)s AS price,
                   line.product_uom_qty AS ordered, COALESCE(line.qty_delivered, 0) AS delivered,
                   line.product_uom_qty < 0 OR (line.product_uom_qty = 0 AND line.qty_delivered < 0) AS is_return,
                   COALESCE(SUM(item.sign * item.quantity * COALESCE(item.factor / unit.factor, 1))
                            FILTER (WHERE line.is_downpayment IS NOT TRUE), 0) AS invoiced,
                   COALESCE(SUM(item.sign * item.price_total / CASE WHEN item.currency_id = sale.currency_id
                                THEN COALESCE(NULLIF(sale.currency_rate, 0), 1) ELSE item.rate END)
                            FILTER (WHERE line.is_downpayment), 0) AS down_payment
              FROM sale_order sale
              JOIN credit_company company ON company.company_id = sale.company_id
              JOIN res_partner partner ON partner.id = sale.partner_invoice_id
              JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              LEFT JOIN (%(posted)s) item ON item.order_line_id = line.id
             WHERE sale.state = 'sale' AND %(partners)s
             GROUP BY line.id, sale.id, partner.id, company.root_id
            """,
            price=self._unit_price_sql(),
            posted=self._posted_items_query(),
            partners=self._partner_condition(partners),
        )

    @api.model
    def _posted_items_query(self):
        """Rows of posted customer invoice lines by the order line they invoice; credit notes have sign -1."""
        return SQL(
            """
            SELECT rel.order_line_id, move_line.quantity, move_line.price_total, move_line.currency_id, unit.factor,
                   CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign,
                   COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) AS rate
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line move_line ON move_line.id = rel.invoice_line_id
              JOIN account_move move ON move.id = move_line.move_id
              LEFT JOIN uom_uom unit ON unit.id = move_line.product_uom_id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """
        )

    @api.model
    def _unit_price_sql(self):
        """Price of one unit of an order line with taxes.

        Goods delivered without having been ordered have a line of quantity zero, hence no total to divide: there the price
        is worked out, with percentage taxes only.
        """
        return SQL(
            """
            CASE WHEN line.product_uom_qty <> 0 THEN line.price_total / line.product_uom_qty
                 WHEN line.is_downpayment THEN 0
                 ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100) * (1 + COALESCE((
                    SELECT SUM(tax.amount) / 100
                      FROM account_tax_sale_order_line_rel rel
                      JOIN account_tax tax ON tax.id = rel.account_tax_id
                      JOIN res_company tax_company ON tax_company.id = tax.company_id
                     WHERE rel.sale_order_line_id = line.id AND tax.amount_type = 'percent'
                       AND COALESCE(tax.price_include_override, tax_company.account_price_include) = 'tax_excluded'
                 ), 0)) END
            """
        )

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

        :return: amounts by id of the order and currency of the payment, in that currency
        :rtype: dict[int, dict[res.currency, float]]
        """
        if not orders.ids:
            return {}
        self._flush_exposure()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rel.sale_order_id, tx.currency_id, SUM(tx.rest)
                  FROM (%(transactions)s) tx
                  JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.root_id
                 WHERE rel.sale_order_id = ANY(%(orders)s)
                 GROUP BY rel.sale_order_id, tx.currency_id
                """,
                transactions=self._unposted_transactions_query(orders.partner_invoice_id.commercial_partner_id),
                orders=list(orders.ids),
            )
        )
        prepaid = {}
        for order_id, currency_id, amount in rows:
            prepaid.setdefault(order_id, {})[self.env["res.currency"].browse(currency_id)] = amount
        return prepaid

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

    @api.model
    def _exposure_reads(self):
        """The models and fields that the query reads, to be flushed before; extend by super with a bucket's own."""
        return {
            "account.account": ["account_type"],
            "account.move": [
                "amount_total_signed", "company_id", "currency_id", "invoice_currency_rate", "move_type", "partner_id", "state",
            ],
            "account.move.line": [
                "account_id", "amount_residual", "company_id", "currency_id", "date", "date_maturity", "display_type",
                "move_id", "parent_state", "partner_id", "price_total", "product_uom_id", "quantity", "reconciled",
                "sale_line_ids",
            ],
            "account.payment": ["move_id", "state"],
            "account.tax": ["amount", "amount_type", "company_id", "price_include_override"],
            "crm.credit.account": ["company_id", "limit_amount", "limit_mode", "partner_id", "status"],
            "payment.transaction": [
                "amount", "company_id", "currency_id", "invoice_ids", "is_post_processed", "last_state_change", "operation",
                "payment_id", "sale_order_ids", "source_transaction_id", "state",
            ],
            "res.company": [
                "account_price_include", "account_use_credit_limit", "credit_default_limit", "credit_default_mode",
                "credit_overdue_days", "currency_id", "parent_path",
            ],
            "res.currency": ["decimal_places"],
            "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
            "res.partner": ["commercial_partner_id"],
            "sale.order": ["company_id", "currency_id", "currency_rate", "partner_invoice_id", "state", "transaction_ids"],
            "sale.order.line": [
                "discount", "display_type", "invoice_lines", "is_downpayment", "order_id", "price_total", "price_unit",
                "product_uom_id", "product_uom_qty", "qty_delivered", "state", "tax_ids",
            ],
            "uom.uom": ["factor"],
        }  # fmt: skip

    @api.model
    def _flush_exposure(self):
        """Write pending changes of everything that `_exposure_query` reads."""
        for model, names in self._exposure_reads().items():
            self.env[model].flush_model(names)
