from odoo import api, models
from odoo.tools import SQL

from .metric_scope import MetricPart


class CrmCustomerMetrics(models.Model):
    """What customers buy: preferred categories and the level of prices."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _category_parts(self, scope):
        return [
            MetricPart("category", self._category_query(scope)),
            MetricPart("price", self._price_query(scope)),
            MetricPart(
                "preference",
                self._preference_query(scope),
                ("main_category_id", "preferred_categories", "price_ratio", "price_band"),
            ),
        ]

    @api.model
    def _category_query(self, scope):
        """A row for each customer and product category; purchases count half after each half-life."""
        return SQL(
            """
            SELECT partner_id, category_id, sum(amount) AS amount,
                   sum(amount::float8 * power(0.5::float8, (%(today)s - day)::float8 / %(half_life)s)) AS weighted,
                   min(day) FILTER (WHERE amount > 0) AS first_day,
                   coalesce(sum(amount) FILTER (WHERE day >= %(year)s), 0) AS amount_12m,
                   coalesce(sum(quantity) FILTER (WHERE day >= %(year)s), 0) AS quantity_12m
              FROM (%(orders)s UNION ALL %(history)s) sold
             GROUP BY partner_id, category_id
            """,
            today=scope.today,
            half_life=scope.company.grading_half_life,
            year=scope.year_start,
            orders=self._order_lines_query(scope),
            history=self._history_lines_query(scope),
        )

    @api.model
    def _order_lines_query(self, scope):
        """Lines of confirmed orders with a category; quantities in the product's own unit."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, template.categ_id AS category_id, %(day)s AS day,
                   sale_line.price_subtotal / %(rate)s AS amount,
                   sale_line.product_uom_qty * CASE WHEN sale_line.product_uom_id = template.uom_id THEN 1 ELSE (
                       SELECT sold.factor / own.factor FROM uom_uom sold, uom_uom own
                        WHERE sold.id = sale_line.product_uom_id AND own.id = template.uom_id
                   ) END AS quantity
              FROM sale_order sale
              JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN sale_order_line sale_line ON sale_line.order_id = sale.id
              JOIN product_product product ON product.id = sale_line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE %(where)s AND sale_line.is_downpayment IS NOT TRUE AND template.categ_id IS NOT NULL
            """,
            day=self._order_day(scope),
            rate=self._order_rate(),
            where=self._order_condition(scope),
        )

    @api.model
    def _history_lines_query(self, scope):
        return SQL(
            """
            SELECT partner.commercial_partner_id, coalesce(sale.category_id, template.categ_id), sale.date,
                   sale.amount, coalesce(sale.quantity, 0)::numeric
              FROM crm_sales_history sale
              JOIN res_partner partner ON partner.id = sale.partner_id
              LEFT JOIN product_product product ON product.id = sale.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE %s AND coalesce(sale.category_id, template.categ_id) IS NOT NULL
            """,
            self._history_condition(scope),
        )

    @api.model
    def _price_query(self, scope):
        """The mean price of each category: of all customers, or what the last refresh of all found."""
        if scope.partners is not None:
            return self._norm_query(scope, "price")
        return SQL(
            """
            SELECT category_id, NULL::varchar AS tier, round(sum(amount_12m) / sum(quantity_12m), 6) AS value
              FROM %s WHERE amount_12m > 0 AND quantity_12m > 0 GROUP BY category_id
            """,
            scope.table("category"),
        )

    @api.model
    def _norm_query(self, scope, kind):
        return SQL(
            "SELECT category_id, tier, value FROM crm_customer_norm WHERE company_id = %s AND kind = %s",
            scope.company.id,
            kind,
        )

    @api.model
    def _preference_query(self, scope):
        """Preferred categories of each customer, whether one is new, all that it bought, and its level of prices."""
        return SQL(
            """
            SELECT liked.*, CASE WHEN price_ratio < %(low)s THEN 'low' WHEN price_ratio > %(high)s THEN 'high'
                            WHEN price_ratio IS NOT NULL THEN 'middle' END AS price_band
              FROM (
                  SELECT choice.partner_id,
                         max(choice.category_id) FILTER (WHERE place = 1) AS main_category_id,
                         jsonb_agg(jsonb_build_object('id', choice.category_id, 'share',
                                   round((100 * weighted / total)::numeric, 2)) ORDER BY place)
                             FILTER (WHERE place <= 3) AS preferred_categories,
                         array_agg(choice.category_id) AS bought,
                         bool_or(first_day > buying.first_order AND first_day >= %(year)s) AS new_category,
                         round(100 * sum(amount_12m) FILTER (WHERE priced)
                               / nullif(sum(quantity_12m * price.value) FILTER (WHERE priced), 0), 4) AS price_ratio
                    FROM (%(choices)s) choice
                    JOIN %(buying)s buying ON buying.partner_id = choice.partner_id
                    LEFT JOIN %(price)s price ON price.category_id = choice.category_id
                   GROUP BY choice.partner_id
              ) liked
            """,
            low=scope.company.grading_price_low,
            high=scope.company.grading_price_high,
            year=scope.year_start,
            choices=self._choices_query(scope),
            buying=scope.table("buying"),
            price=scope.table("price"),
        )

    @api.model
    def _choices_query(self, scope):
        """The categories of each customer by preference; those returned altogether are none."""
        return SQL(
            """
            SELECT *, amount_12m > 0 AND quantity_12m > 0 AS priced,
                   row_number() OVER (PARTITION BY partner_id ORDER BY weighted DESC, category_id) AS place,
                   sum(weighted) OVER (PARTITION BY partner_id) AS total
              FROM %s WHERE weighted > 0
            """,
            scope.table("category"),
        )
