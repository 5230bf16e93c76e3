from odoo import api, models
from odoo.tools import SQL

from ..foundation.sale_order import ORDER_SOURCES
from .metric_scope import MetricPart

CHANNELS = [key for key, _label in ORDER_SOURCES]
AMOUNTS = ("ordered", "ordered_margin", "imported", "imported_margin")


class CrmCustomerMetrics(models.Model):
    """When and how much customers order: confirmed orders and imported sales."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _order_parts(self, scope):
        return [
            MetricPart("days", self._days_query(scope)),
            MetricPart("buying", self._buying_query(scope)),
        ]

    @api.model
    def _days_query(self, scope):
        """A row for each customer and day with orders; `gap` is the number of days since the order day before.

        Orders below zero are returns: their amount counts, but they make no order day.
        """
        return SQL(
            """
            SELECT sale.*, extract(isodow FROM day)::int AS weekday,
                   CASE WHEN orders > 0 THEN
                       day - lag(day) OVER (PARTITION BY partner_id, orders > 0 ORDER BY day)
                   END AS gap
              FROM (
                  SELECT partner_id, day, sum(orders)::int AS orders, %(sums)s, %(channels)s,
                         sum(imported_returns) AS imported_returns
                    FROM (%(orders)s UNION ALL %(history)s) business
                   GROUP BY partner_id, day
              ) sale
            """,
            sums=SQL(", ").join(SQL("sum(%s) AS %s", SQL.identifier(name), SQL.identifier(name)) for name in AMOUNTS),
            channels=SQL(", ").join(
                SQL("sum(orders) FILTER (WHERE channel = %s) AS %s", key, SQL.identifier(f"from_{key}")) for key in CHANNELS
            ),
            orders=self._orders_query(scope),
            history=self._history_query(scope),
        )

    @api.model
    def _orders_query(self, scope):
        """Confirmed orders of the customer (not of who pays), untaxed, at the order's own rate."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, %(day)s AS day,
                   (sale.amount_untaxed >= 0)::int AS orders,
                   sale.amount_untaxed / %(rate)s AS ordered, coalesce(sale.margin, 0) / %(rate)s AS ordered_margin,
                   0 AS imported, 0 AS imported_margin, 0 AS imported_returns, sale.order_source AS channel
              FROM sale_order sale
              JOIN res_partner partner ON partner.id = sale.partner_id
             WHERE %(where)s
            """,
            day=self._order_day(scope),
            rate=self._order_rate(),
            where=self._order_condition(scope),
        )

    @api.model
    def _order_condition(self, scope):
        """Condition on the aliases `sale` (sale_order) and `partner` (of the order)."""
        return SQL(
            "sale.state = 'sale' AND sale.company_id = ANY(%s) AND sale.date_order < %s AND %s",
            list(scope.branches),
            scope.end,
            scope.only(SQL("partner.commercial_partner_id")),
        )

    @api.model
    def _order_day(self, scope):
        return SQL("(sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", scope.zone)

    @api.model
    def _order_rate(self):
        return SQL("coalesce(nullif(sale.currency_rate, 0), 1)")

    @api.model
    def _history_query(self, scope):
        """Imported sales; the lines of one reference and day are one order, unless all of them are returns."""
        return SQL(
            """
            SELECT partner.commercial_partner_id, sale.date,
                   count(DISTINCT coalesce(sale.order_ref, sale.external_id))
                       FILTER (WHERE sale.amount >= 0 AND sale.returned IS NOT TRUE)::int,
                   0, 0, sum(sale.amount), sum(coalesce(sale.margin, 0)),
                   coalesce(-sum(sale.amount) FILTER (WHERE sale.amount < 0), 0), NULL
              FROM crm_sales_history sale
              JOIN res_partner partner ON partner.id = sale.partner_id
             WHERE %s
             GROUP BY partner.commercial_partner_id, sale.date
            """,
            self._history_condition(scope),
        )

    @api.model
    def _history_condition(self, scope):
        return SQL(
            "sale.company_id = ANY(%s) AND sale.date <= %s AND %s",
            list(scope.branches),
            scope.today,
            scope.only(SQL("partner.commercial_partner_id")),
        )

    @api.model
    def _buying_query(self, scope):
        """Order days, counts, amounts and habits of each customer."""
        return SQL(
            """
            SELECT partner_id,
                   min(day) FILTER (WHERE orders > 0) AS first_order, max(day) FILTER (WHERE orders > 0) AS last_order,
                   count(*) FILTER (WHERE orders > 0)::int AS order_days, sum(orders)::int AS orders,
                   coalesce(sum(orders) FILTER (WHERE day >= %(year)s), 0)::int AS orders_12m,
                   coalesce(sum(orders) FILTER (WHERE day >= %(month)s), 0)::int AS orders_month,
                   count(*) FILTER (WHERE orders > 0 AND day >= %(rfm)s)::int AS rfm_orders,
                   CASE WHEN count(gap) >= 2
                        THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric END AS own_cycle,
                   bool_or(imported <> 0 OR imported_returns <> 0) AS has_history,
                   coalesce(sum(imported_returns), 0) AS imported_returns,
                   coalesce(sum(imported_returns) FILTER (WHERE day >= %(year)s), 0) AS imported_returns_12m,
                   %(weekday)s AS usual_weekday, %(channel)s AS usual_channel, %(sums)s
              FROM %(days)s
             GROUP BY partner_id
            """,
            year=scope.year_start,
            month=scope.month_start,
            rfm=scope.rfm_start,
            weekday=self._most_frequent(
                {str(day): SQL("count(*) FILTER (WHERE weekday = %s AND orders > 0)", day) for day in range(1, 8)}
            ),
            channel=self._most_frequent({key: SQL("coalesce(sum(%s), 0)", SQL.identifier(f"from_{key}")) for key in CHANNELS}),
            sums=SQL(", ").join(self._windows(scope, name) for name in AMOUNTS),
            days=scope.table("days"),
        )

    @api.model
    def _windows(self, scope, name, source=None):
        """Sums of an amount by `day`: of all time and, with a suffix, of the periods that metrics and snapshots need."""
        periods = {
            "": SQL("TRUE"),
            "_12m": SQL("day >= %s", scope.year_start),
            "_prior": SQL("day >= %s AND day < %s", scope.prior_start, scope.year_start),
            "_rfm": SQL("day >= %s", scope.rfm_start),
            "_month": SQL("day >= %s", scope.month_start),
        }
        return SQL(", ").join(
            SQL(
                "coalesce(sum(%s) FILTER (WHERE %s), 0) AS %s",
                source or SQL.identifier(name),
                condition,
                SQL.identifier(name + suffix),
            )
            for suffix, condition in periods.items()
        )

    @api.model
    def _most_frequent(self, counts):
        """The key of the highest count, the first of several, NULL when all are zero.

        :param dict[str, SQL] counts: aggregates by key
        """
        return SQL(
            "CASE nullif(greatest(%s), 0) %s END",
            SQL(", ").join(counts.values()),
            SQL(" ").join(SQL("WHEN %s THEN %s", count, key) for key, count in counts.items()),
        )
