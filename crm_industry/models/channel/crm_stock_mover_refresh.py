from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class CrmStockMover(models.Model):
    """What moved, from the work tables of the layers; ABC classes of all products of a company at the end."""

    _inherit = "crm.stock.mover"

    @api.model
    def _refresh_products(self, company, product_ids, today):
        """Replace the rows of these products in the warehouses of a company; after the layers' `_refresh_products`."""
        self.env["crm.stock.layer"]._delete_figures(self._table, company, product_ids)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_stock_mover (product_id, categ_id, brand_id, warehouse_id, company_id, currency_id, figures_on,
                       on_hand, stock_value, days, sold_quantity, daily_quantity, daily_value, last_sale, last_receipt,
                       speed)
                SELECT sold.product_id, template.categ_id, template.channel_brand_id, sold.warehouse_id, company.id,
                       company.currency_id, %(today)s, sold.on_hand, sold.on_hand * cost.cost, sold.days, sold.quantity,
                       sold.quantity / sold.days, sold.quantity / sold.days * cost.cost, sold.last_sale, sold.last_receipt,
                       %(speed)s
                  FROM (%(sold)s) sold
                  JOIN stock_warehouse warehouse ON warehouse.id = sold.warehouse_id
                  JOIN res_company company ON company.id = warehouse.company_id
                  JOIN product_product product ON product.id = sold.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                 CROSS JOIN LATERAL (SELECT %(cost)s AS cost) cost
                 WHERE sold.on_hand > 0 OR sold.quantity > 0
                """,
                today=today,
                speed=self._speed(company, today),
                sold=self._sold_query(company, today),
                cost=self.env["crm.stock.layer"]._unit_cost(),
            )
        )
        self.invalidate_model()

    @api.model
    def _sold_query(self, company, today):
        """Rows product_id, warehouse_id, on_hand, quantity, days, last_sale, last_receipt."""
        window = company.channel_mover_days
        return SQL(
            """
            SELECT product_id, warehouse_id, COALESCE(shelf.quantity, 0) AS on_hand, COALESCE(moved.quantity, 0) AS quantity,
                   GREATEST(1, LEAST(%(window)s, %(today)s - moved.first_day + 1)) AS days, moved.last_sale, moved.last_receipt
              FROM (SELECT product_id, warehouse_id, SUM(quantity) FILTER (WHERE day > %(today)s - %(window)s) AS quantity,
                           MIN(day) AS first_day, MAX(day) FILTER (WHERE kind = 'sale') AS last_sale,
                           MAX(day) FILTER (WHERE kind = 'receipt') AS last_receipt
                      FROM (%(moves)s) move GROUP BY product_id, warehouse_id) moved
              FULL JOIN crm_stock_shelf shelf USING (product_id, warehouse_id)
            """,
            window=window,
            today=today,
            moves=self._moves_query(company),
        )

    @api.model
    def _moves_query(self, company):
        """What left the warehouses and what came in, with the quantity sold (negative: sent back)."""
        day = SQL("(date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day", company.business_tz or "UTC")
        return SQL(
            """
            SELECT product_id, place_from AS warehouse_id, %(day)s,
                   CASE usage_to WHEN 'customer' THEN quantity ELSE 0 END AS quantity,
                   CASE usage_to WHEN 'customer' THEN 'sale' ELSE 'other' END AS kind
              FROM crm_stock_flow WHERE place_from > 0
            UNION ALL
            SELECT product_id, place_to, %(day)s, CASE usage_from WHEN 'customer' THEN -quantity ELSE 0 END,
                   CASE WHEN usage_from = 'customer' OR place_from IS NOT NULL THEN 'other' ELSE 'receipt' END
              FROM crm_stock_flow WHERE place_to > 0
            """,
            day=day,
        )

    @api.model
    def _speed(self, company, today):
        """SQL on the alias `sold`; the first that holds."""
        return SQL(
            """
            CASE WHEN sold.on_hand <= 0 THEN 'out'
                 WHEN COALESCE(GREATEST(sold.last_sale, sold.last_receipt), '1900-01-01') < %(today)s - %(dead)s THEN 'dead'
                 WHEN sold.quantity <= 0 AND sold.last_receipt > %(today)s - %(window)s THEN 'new'
                 WHEN sold.quantity <= 0 OR sold.on_hand * sold.days > sold.quantity * %(slow)s THEN 'slow'
                 WHEN sold.on_hand * sold.days <= sold.quantity * %(fast)s THEN 'fast'
                 ELSE 'normal' END
            """,
            today=today,
            dead=company.channel_dead_days,
            window=company.channel_mover_days,
            slow=company.channel_slow_days,
            fast=company.channel_fast_days,
        )

    # -- classes -------------------------------------------------------------------------------------------------------

    @api.model
    def _refresh_classes(self, company, today):
        """ABC by what was invoiced in twelve months: products with equal sales share a class, without sales they are C."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["invoice_date", "move_type", "state"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_stock_mover mover
                   SET sales_amount = COALESCE(sold.amount, 0),
                       abc = CASE WHEN sold.above < %(a)s THEN 'a' WHEN sold.above < %(b)s THEN 'b' ELSE 'c' END
                  FROM crm_stock_mover known
                  JOIN res_company company ON company.id = known.company_id AND company.parent_path LIKE %(tree)s
                  LEFT JOIN (%(ranked)s) sold ON sold.product_id = known.product_id
                 WHERE mover.id = known.id
                """,
                a=company.channel_abc_a,
                b=company.channel_abc_b,
                tree=company.parent_path + "%",
                ranked=self._ranked_query(company, today),
            )
        )
        self.invalidate_model()

    @api.model
    def _ranked_query(self, company, today):
        """Rows product_id, amount, above: the share in percent of the products with more sales; none without sales."""
        return SQL(
            """
            SELECT product_id, amount,
                   CASE WHEN amount > 0 THEN 100 * COALESCE(SUM(amount) FILTER (WHERE amount > 0) OVER (
                       ORDER BY amount DESC RANGE UNBOUNDED PRECEDING EXCLUDE GROUP), 0)
                       / SUM(amount) FILTER (WHERE amount > 0) OVER () END AS above
              FROM (SELECT line.product_id, SUM(-line.balance) AS amount
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                      JOIN res_company company ON company.id = move.company_id AND company.parent_path LIKE %(tree)s
                     WHERE line.display_type = 'product' AND line.product_id IS NOT NULL AND move.state = 'posted'
                       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                       AND NOT COALESCE(line.is_downpayment, FALSE)
                       AND move.invoice_date > %(start)s AND move.invoice_date <= %(today)s
                     GROUP BY line.product_id) product
            """,
            tree=company.parent_path + "%",
            start=today - relativedelta(months=12),
            today=today,
        )
