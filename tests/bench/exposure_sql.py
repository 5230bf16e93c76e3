"""The bare SQL that the product's exposure is compared with: its figures and its time.

Written from the definition of the figures, apart from crm_credit's own query; keep it so.
It knows the shapes that the generator makes: one unit of measure, online payments in company currency.
"""

# Rows of one commercial partner and one root company, for customers with documents or an account.
# Parameters: today, partners and root company (each NULL for all). Accounts name a limit; companies have no default limit.
EXPOSURE = """
WITH customer AS (
    SELECT id, commercial_partner_id AS partner_id
      FROM res_partner
     WHERE %(partners)s::int[] IS NULL OR commercial_partner_id = ANY(%(partners)s::int[])
), company AS (
    SELECT id, split_part(parent_path, '/', 1)::int AS root_id
      FROM res_company
     WHERE %(root)s::int IS NULL OR split_part(parent_path, '/', 1)::int = %(root)s::int
), receivable AS (
    SELECT customer.partner_id, company.root_id AS company_id,
           SUM(item.amount_residual) AS receivable,
           SUM(item.amount_residual) FILTER (WHERE item.amount_residual < 0) AS unallocated,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND item.date_maturity >= %(today)s) AS not_due,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND item.date_maturity < %(today)s) AS overdue,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND %(today)s - item.date_maturity BETWEEN 1 AND 30) AS age_1_30,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND %(today)s - item.date_maturity BETWEEN 31 AND 60) AS age_31_60,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND %(today)s - item.date_maturity BETWEEN 61 AND 90) AS age_61_90,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND %(today)s - item.date_maturity BETWEEN 91 AND 180) AS age_91_180,
           SUM(item.amount_residual) FILTER (
               WHERE item.amount_residual > 0 AND %(today)s - item.date_maturity > 180) AS age_over_180
      FROM account_move_line item
      JOIN account_account account ON account.id = item.account_id
      JOIN customer ON customer.id = item.partner_id
      JOIN company ON company.id = item.company_id
     WHERE account.account_type = 'asset_receivable'
       AND item.parent_state = 'posted'
       AND item.reconciled IS NOT TRUE
     GROUP BY 1, 2
), confirmed AS (
    SELECT sale.id, customer.partner_id, company.root_id AS company_id, sale.currency_rate
      FROM sale_order sale
      JOIN customer ON customer.id = sale.partner_invoice_id
      JOIN company ON company.id = sale.company_id
     WHERE sale.state = 'sale'
), billed AS (
    SELECT link.order_line_id,
           SUM(CASE WHEN move.move_type = 'out_refund' THEN -item.quantity ELSE item.quantity END)
               AS quantity,
           SUM(CASE WHEN move.move_type = 'out_refund' THEN -item.price_total ELSE item.price_total END)
               AS amount
      FROM confirmed
      JOIN sale_order_line line ON line.order_id = confirmed.id
      JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
      JOIN account_move_line item ON item.id = link.invoice_line_id
      JOIN account_move move ON move.id = item.move_id
     WHERE move.state = 'posted'
     GROUP BY 1
), per_order AS (
    SELECT confirmed.id, confirmed.partner_id, confirmed.company_id,
           SUM(CASE WHEN line.is_downpayment THEN -COALESCE(billed.amount, 0)
                    WHEN line.product_uom_qty > 0 THEN
                        GREATEST(GREATEST(line.product_uom_qty, line.qty_delivered)
                                 - COALESCE(billed.quantity, 0), 0)
                        * line.price_total / line.product_uom_qty
                    ELSE 0 END) / confirmed.currency_rate AS uninvoiced,
           SUM(CASE WHEN line.product_uom_qty > 0 AND line.is_downpayment IS NOT TRUE THEN
                        GREATEST(line.qty_delivered - COALESCE(billed.quantity, 0), 0)
                        * line.price_total / line.product_uom_qty
                    ELSE 0 END) / confirmed.currency_rate AS delivered
      FROM confirmed
      JOIN sale_order_line line ON line.order_id = confirmed.id
      LEFT JOIN billed ON billed.order_line_id = line.id
     WHERE line.display_type IS NULL
     GROUP BY confirmed.id, confirmed.partner_id, confirmed.company_id, confirmed.currency_rate
), orders AS (
    SELECT partner_id, company_id, SUM(uninvoiced) AS open_orders, SUM(delivered) AS delivered
      FROM per_order
     GROUP BY 1, 2
), draft AS (
    SELECT move.id, customer.partner_id, company.root_id AS company_id,
           move.amount_total_signed, move.invoice_currency_rate,
           CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END AS sign
      FROM account_move move
      JOIN customer ON customer.id = move.commercial_partner_id
      JOIN company ON company.id = move.company_id
     WHERE move.state = 'draft'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
), of_order AS (
    SELECT draft.id, SUM(item.price_total) AS amount,
           SUM(item.price_total) FILTER (WHERE EXISTS (
               SELECT FROM sale_order_line_invoice_rel link
                 JOIN sale_order_line line ON line.id = link.order_line_id
                 JOIN sale_order sale ON sale.id = line.order_id
                WHERE link.invoice_line_id = item.id AND sale.state = 'sale')) AS ordered
      FROM draft
      JOIN account_move_line item ON item.move_id = draft.id AND item.display_type = 'product'
     GROUP BY 1
), drafts AS (
    SELECT partner_id, company_id,
           SUM(CASE WHEN ordered IS NULL THEN amount_total_signed
                    ELSE (amount - ordered) / invoice_currency_rate * sign END) AS draft_invoices
      FROM draft JOIN of_order USING (id)
     GROUP BY 1, 2
), paid_online AS (
    SELECT DISTINCT payment.id, customer.partner_id, company.root_id AS company_id, payment.amount
      FROM payment_transaction payment
      LEFT JOIN sale_order_transaction_rel of_order ON of_order.transaction_id = payment.id
      LEFT JOIN sale_order sale ON sale.id = of_order.sale_order_id AND sale.state = 'sale'
      LEFT JOIN account_invoice_transaction_rel of_move ON of_move.transaction_id = payment.id
      LEFT JOIN account_move move ON move.id = of_move.invoice_id AND move.state = 'posted'
      JOIN customer ON customer.id = COALESCE(sale.partner_invoice_id, move.partner_id)
      JOIN company ON company.id = COALESCE(sale.company_id, move.company_id)
     WHERE payment.state IN ('authorized', 'done')
       AND payment.payment_id IS NULL
), prepaid AS (
    SELECT partner_id, company_id, SUM(amount) AS prepaid
      FROM paid_online
     GROUP BY 1, 2
), figures AS (
    SELECT partner_id, company_id, receivable, not_due, overdue, age_1_30, age_31_60, age_61_90, age_91_180,
           age_over_180, unallocated, draft_invoices, ROUND(open_orders, 8) AS open_orders,
           ROUND(delivered, 8) AS delivered, -prepaid AS prepaid,
           ROUND(COALESCE(receivable, 0) + COALESCE(draft_invoices, 0) + COALESCE(open_orders, 0)
                 - COALESCE(prepaid, 0), 8) AS total
      FROM receivable
      FULL JOIN orders USING (partner_id, company_id)
      FULL JOIN drafts USING (partner_id, company_id)
      FULL JOIN prepaid USING (partner_id, company_id)
), account AS (
    SELECT partner_id, company_id, limit_mode, status,
           CASE limit_mode WHEN 'limited' THEN limit_amount WHEN 'prepay' THEN 0 END AS limit_amount
      FROM crm_credit_account
     WHERE (%(partners)s::int[] IS NULL OR partner_id = ANY(%(partners)s::int[]))
       AND (%(root)s::int IS NULL OR company_id = %(root)s::int)
)
SELECT partner_id, company_id,
       ROUND(COALESCE(receivable, 0), 2) AS receivable,
       ROUND(COALESCE(not_due, 0), 2) AS "current",
       ROUND(COALESCE(overdue, 0), 2) AS overdue,
       ROUND(COALESCE(age_1_30, 0), 2) AS age_1_30,
       ROUND(COALESCE(age_31_60, 0), 2) AS age_31_60,
       ROUND(COALESCE(age_61_90, 0), 2) AS age_61_90,
       ROUND(COALESCE(age_91_180, 0), 2) AS age_91_180,
       ROUND(COALESCE(age_over_180, 0), 2) AS age_over_180,
       ROUND(COALESCE(unallocated, 0), 2) AS unallocated,
       ROUND(COALESCE(draft_invoices, 0), 2) AS draft_invoices,
       ROUND(COALESCE(open_orders, 0), 2) AS open_orders,
       ROUND(COALESCE(delivered, 0), 2) AS delivered,
       ROUND(COALESCE(prepaid, 0), 2) AS prepaid,
       ROUND(COALESCE(total, 0), 2) AS total,
       COALESCE(limit_mode, 'unlimited') AS limit_mode,
       COALESCE(status, 'normal') AS status,
       limit_amount,
       limit_amount - ROUND(COALESCE(total, 0), 2) AS available
  FROM figures
  FULL JOIN account USING (partner_id, company_id)
"""
