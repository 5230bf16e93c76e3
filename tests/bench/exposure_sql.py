"""The bare SQL that the product's exposure is compared with: its figures and its time.

Written from the definition of the figures, apart from crm_credit's own query; keep it so.
It knows the shapes that the generator makes: one unit of measure, online payments in company currency.
"""

# The customers asked for and all that share a group with one of them, in any company: a group is as large as it is.
# Parameter: partners.
FAMILIES = """
SELECT array_agg(DISTINCT other.partner_id)
  FROM (SELECT partner_id, 'alone' || partner_id AS family FROM unnest(%(partners)s::int[]) asked (partner_id)
         UNION ALL
        SELECT partner_id, 'group' || COALESCE(group_account_id, id) FROM crm_credit_account) member
  JOIN (SELECT partner_id, 'alone' || partner_id AS family FROM unnest(%(partners)s::int[]) asked (partner_id)
         UNION ALL
        SELECT partner_id, 'group' || COALESCE(group_account_id, id) FROM crm_credit_account) other USING (family)
 WHERE member.partner_id = ANY(%(partners)s::int[])
"""

# Rows of one commercial partner and one root company, for customers with documents or an account.
# Parameters: today, partners (see FAMILIES) and root company (each NULL for all), asked: customers to show (NULL for all).
EXPOSURE = """
WITH customer AS (
    SELECT id, commercial_partner_id AS partner_id
      FROM res_partner
     WHERE %(partners)s::int[] IS NULL OR commercial_partner_id = ANY(%(partners)s::int[])
), company AS (
    SELECT branch.id, root.id AS root_id, root.credit_overdue_days, root.credit_skip_disputed,
           CASE WHEN root.account_use_credit_limit THEN root.credit_default_mode ELSE 'unlimited' END AS default_mode,
           root.credit_default_limit AS default_limit
      FROM res_company branch
      JOIN res_company root ON root.id = split_part(branch.parent_path, '/', 1)::int
     WHERE %(root)s::int IS NULL OR root.id = %(root)s::int
), account AS (
    SELECT account.id, account.partner_id, account.company_id, account.status, account.class_id, account.group_account_id,
           account.limit_mode, account.limit_amount, policy.own_overdue, policy.overdue_days, policy.skip_disputed
      FROM crm_credit_account account
      LEFT JOIN crm_credit_class risk_class ON risk_class.id = account.class_id
      LEFT JOIN crm_credit_policy policy
             ON policy.id = CASE WHEN account.policy_id IS NULL THEN risk_class.policy_id ELSE account.policy_id END
     WHERE (%(partners)s::int[] IS NULL OR account.partner_id = ANY(%(partners)s::int[]))
       AND (%(root)s::int IS NULL OR account.company_id = %(root)s::int)
), claim AS (
    SELECT dispute.move_id, SUM(dispute.amount) AS amount
      FROM crm_credit_dispute dispute
     WHERE dispute.state = 'open'
        OR (dispute.state = 'accepted'
            AND NOT EXISTS (SELECT FROM account_move note WHERE note.id = dispute.credit_note_id AND note.state = 'posted'))
     GROUP BY 1
), disputed AS (
    SELECT item.id AS item_id,
           GREATEST(LEAST(claim.amount
               - COALESCE(SUM(item.amount_residual) OVER (
                   PARTITION BY item.move_id ORDER BY item.date_maturity, item.id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
               item.amount_residual), 0) AS amount
      FROM claim
      JOIN account_move_line item ON item.move_id = claim.move_id
      JOIN account_account account ON account.id = item.account_id
      JOIN customer ON customer.id = item.partner_id
     WHERE account.account_type = 'asset_receivable' AND item.parent_state = 'posted' AND item.amount_residual > 0
), receivable AS (
    SELECT customer.partner_id, company.root_id AS company_id,
           SUM(item.amount_residual
               - CASE WHEN CASE credit.skip_disputed WHEN 'yes' THEN TRUE WHEN 'no' THEN FALSE
                                ELSE company.credit_skip_disputed END
                      THEN COALESCE(disputed.amount, 0) ELSE 0 END) FILTER (
               WHERE item.amount_residual > 0
                 AND %(today)s - item.date_maturity
                     > CASE WHEN credit.own_overdue THEN credit.overdue_days ELSE company.credit_overdue_days END
           ) AS overdue_late,
           SUM(disputed.amount) FILTER (WHERE item.date_maturity < %(today)s) AS disputed,
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
      LEFT JOIN account credit ON credit.partner_id = customer.partner_id AND credit.company_id = company.root_id
      LEFT JOIN disputed ON disputed.item_id = item.id
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
), promised AS (
    SELECT customer.partner_id, bill.company_id, SUM(bill.amount) AS bills
      FROM crm_credit_bill bill
      JOIN customer ON customer.id = bill.partner_id
      JOIN company ON company.id = bill.company_id
      JOIN account_payment payment ON payment.id = bill.payment_id
      JOIN account_move move ON move.id = payment.move_id
      LEFT JOIN account_move reversal ON reversal.reversed_entry_id = move.id AND reversal.state = 'posted'
     WHERE bill.state NOT IN ('honoured', 'settled') AND move.state = 'posted' AND reversal.id IS NULL
     GROUP BY 1, 2
), covered AS (
    SELECT security.account_id, SUM(ROUND(security.amount * security.coverage / 100, 2)) AS securities
      FROM crm_credit_security security
     WHERE security.state = 'accepted' AND security.date_from <= %(today)s
       AND COALESCE(security.date_to, 'infinity') >= %(today)s
     GROUP BY 1
), raised AS (
    SELECT account_id, SUM(amount) AS temporary_limit
      FROM crm_credit_temporary_limit
     WHERE date_from <= %(today)s AND date_to >= %(today)s
     GROUP BY 1
), figures AS (
    SELECT partner_id, company_id, receivable, not_due, overdue, overdue_late, disputed, age_1_30, age_31_60, age_61_90,
           age_91_180, age_over_180, unallocated, draft_invoices, ROUND(open_orders, 8) AS open_orders,
           ROUND(delivered, 8) AS delivered, GREATEST(open_orders - delivered, 0) AS waiting, -prepaid AS prepaid, bills,
           COALESCE(receivable, 0) + COALESCE(draft_invoices, 0) + COALESCE(open_orders, 0)
               - COALESCE(prepaid, 0) + COALESCE(bills, 0) AS owed
      FROM receivable
      FULL JOIN orders USING (partner_id, company_id)
      FULL JOIN drafts USING (partner_id, company_id)
      FULL JOIN prepaid USING (partner_id, company_id)
      FULL JOIN promised USING (partner_id, company_id)
), standing AS (
    SELECT account.id, account.partner_id, account.company_id, account.status, account.class_id,
           -COALESCE(covered.securities, 0) AS securities, COALESCE(raised.temporary_limit, 0) AS temporary_limit,
           CASE WHEN account.group_account_id IS NOT NULL THEN account.group_account_id
                WHEN account.id IN (SELECT group_account_id FROM crm_credit_account) THEN account.id END AS group_account_id,
           CASE WHEN account.limit_mode <> 'default' THEN account.limit_mode
                WHEN account.group_account_id IS NOT NULL THEN 'group' END AS own_mode,
           account.limit_amount AS own_limit
      FROM account
      LEFT JOIN covered ON covered.account_id = account.id
      LEFT JOIN raised ON raised.account_id = account.id
), customer_row AS (
    SELECT figures.*, partner_id AS customer_id, company_id AS root_id, standing.id AS account_id, standing.class_id,
           COALESCE(standing.status, 'normal') AS status, standing.group_account_id, standing.securities,
           standing.temporary_limit, COALESCE(standing.own_mode, company.default_mode) AS standing_mode,
           CASE WHEN standing.own_mode IS NULL THEN company.default_limit ELSE standing.own_limit END AS standing_limit,
           ROUND(ROUND(COALESCE(figures.owed, 0) + COALESCE(standing.securities, 0), 8), 2) AS total
      FROM figures
      FULL JOIN standing USING (partner_id, company_id)
      JOIN company ON company.id = company_id
), with_limit AS (
    SELECT customer_row.*,
           CASE WHEN standing_mode = 'prepay' AND temporary_limit > 0 THEN 'limited' ELSE standing_mode END AS limit_mode,
           CASE standing_mode WHEN 'limited' THEN COALESCE(standing_limit, 0) + COALESCE(temporary_limit, 0)
                              WHEN 'prepay' THEN COALESCE(temporary_limit, 0) END AS limit_amount
      FROM customer_row
), family AS (
    SELECT group_account_id AS id, SUM(total) AS total, ROUND(ROUND(SUM(waiting), 8), 2) AS waiting
      FROM with_limit
     WHERE group_account_id IS NOT NULL
     GROUP BY 1
)
SELECT mine.customer_id AS partner_id, mine.root_id AS company_id,
       ROUND(COALESCE(mine.receivable, 0), 2) AS receivable,
       ROUND(COALESCE(mine.not_due, 0), 2) AS "current",
       ROUND(COALESCE(mine.overdue, 0), 2) AS overdue,
       ROUND(COALESCE(mine.overdue_late, 0), 2) AS overdue_late,
       ROUND(COALESCE(mine.disputed, 0), 2) AS disputed,
       ROUND(COALESCE(mine.age_1_30, 0), 2) AS age_1_30,
       ROUND(COALESCE(mine.age_31_60, 0), 2) AS age_31_60,
       ROUND(COALESCE(mine.age_61_90, 0), 2) AS age_61_90,
       ROUND(COALESCE(mine.age_91_180, 0), 2) AS age_91_180,
       ROUND(COALESCE(mine.age_over_180, 0), 2) AS age_over_180,
       ROUND(COALESCE(mine.unallocated, 0), 2) AS unallocated,
       ROUND(COALESCE(mine.draft_invoices, 0), 2) AS draft_invoices,
       ROUND(COALESCE(mine.open_orders, 0), 2) AS open_orders,
       ROUND(COALESCE(mine.delivered, 0), 2) AS delivered,
       ROUND(COALESCE(mine.prepaid, 0), 2) AS prepaid,
       ROUND(COALESCE(mine.bills, 0), 2) AS bills,
       ROUND(COALESCE(mine.securities, 0), 2) AS securities,
       mine.total,
       ROUND(COALESCE(mine.temporary_limit, 0), 2) AS temporary_limit,
       mine.limit_mode, mine.limit_amount, mine.account_id, mine.class_id, mine.status, mine.group_account_id,
       family.total AS group_total,
       CASE WHEN family.id IS NOT NULL THEN COALESCE(family.waiting, 0) END AS group_waiting,
       head.limit_mode AS group_limit_mode,
       head.limit_amount AS group_limit_amount,
       head.limit_amount - family.total AS group_available,
       CASE WHEN 'blocked' IN (mine.status, head.status) THEN 'blocked'
            WHEN 'hold' IN (mine.status, head.status) THEN 'hold'
            WHEN 'watch' IN (mine.status, head.status) THEN 'watch'
            ELSE 'normal' END AS group_status,
       LEAST(mine.limit_amount - mine.total, head.limit_amount - family.total) AS available,
       ROUND(GREATEST(100 * mine.total / NULLIF(mine.limit_amount, 0),
                      100 * family.total / NULLIF(head.limit_amount, 0)), 2) AS utilisation
  FROM with_limit mine
  LEFT JOIN family ON family.id = mine.group_account_id
  LEFT JOIN with_limit head ON head.account_id = mine.group_account_id
 WHERE %(asked)s::int[] IS NULL OR mine.customer_id = ANY(%(asked)s::int[])
"""
