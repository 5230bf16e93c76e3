from odoo import api, models
from odoo.tools import SQL

from ...tools.split import split_sql
from .metric_scope import MetricPart

FIFTHS = (1, 1, 1, 1, 1)


class CrmCustomerMetrics(models.Model):
    """Where a customer stands among all: cycle, RFM scores, ABC class, spend tier, cross-sell gaps."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _rank_parts(self, scope):
        cycle = ("cycle_days", "cycle_source", "next_order_date", "days_since_last", "recency_ratio")
        rfm = ("recency_score", "frequency_score", "monetary_score", "rfm", "segment_id")
        return [
            MetricPart("typical", self._typical_query(scope)),
            MetricPart("cycle", self._cycle_query(scope), cycle),
            MetricPart("population", self._population_query(scope)),
            MetricPart("scores", self._scores_query(scope), rfm),
            MetricPart("spend", self._spend_query(scope), ("abc", "abc_share", "spend_tier")),
            MetricPart("tier", self._tier_query(scope)),
            MetricPart("gaps", self._gaps_query(scope), ("cross_sell", "cross_sell_count")),
        ]

    @api.model
    def _typical_query(self, scope):
        """Median of the own cycles, by main category and of all customers (category NULL)."""
        if scope.partners is not None:
            return self._norm_query(scope, "cycle")
        return SQL(
            """
            SELECT main_category_id AS category_id, NULL::varchar AS tier,
                   round(percentile_cont(0.5) WITHIN GROUP (ORDER BY own_cycle)::numeric, 2) AS value
              FROM %s sales LEFT JOIN %s preference USING (partner_id)
             WHERE own_cycle IS NOT NULL
             GROUP BY GROUPING SETS ((main_category_id), ())
            HAVING grouping(main_category_id) = 1 OR main_category_id IS NOT NULL
            """,
            scope.table("sales"),
            scope.table("preference"),
        )

    @api.model
    def _cycle_query(self, scope):
        """The purchase cycle of those who ordered, and what it says about the next order."""
        return SQL(
            """
            SELECT partner_id, cycle_days, cycle_source, last_order + round(cycle_days)::int AS next_order_date,
                   %(today)s - last_order AS days_since_last,
                   round((%(today)s - last_order) / cycle_days, 4) AS recency_ratio
              FROM (
                  SELECT sales.partner_id, last_order,
                         coalesce(own_cycle, category.value, company.value, %(default)s)::numeric AS cycle_days,
                         CASE WHEN own_cycle IS NOT NULL THEN 'own' WHEN category.value IS NOT NULL THEN 'category'
                              WHEN company.value IS NOT NULL THEN 'company' ELSE 'default' END AS cycle_source
                    FROM %(sales)s sales
                    LEFT JOIN %(preference)s preference USING (partner_id)
                    LEFT JOIN %(typical)s category ON category.category_id = preference.main_category_id
                    LEFT JOIN %(typical)s company ON company.category_id IS NULL
                   WHERE last_order IS NOT NULL
              ) habit
            """,
            today=scope.today,
            default=scope.company.grading_cycle_default,
            sales=scope.table("sales"),
            preference=scope.table("preference"),
            typical=scope.table("typical"),
        )

    @api.model
    def _population_query(self, scope):
        """Everybody to be compared with: when some are refreshed, the others by their stored figures."""
        own = SQL("SELECT partner_id, last_order, rfm_orders, rfm_sales FROM %s", scope.table("sales"))
        if scope.partners is None:
            return own
        return SQL(
            """%s UNION ALL
            SELECT partner_id, last_order, rfm_orders, rfm_sales FROM crm_customer_metrics
             WHERE company_id = %s AND partner_id <> ALL(%s)""",
            own,
            scope.company.id,
            list(scope.partners),
        )

    @api.model
    def _scores_query(self, scope):
        """RFM scores of those who ordered; equal figures get equal scores."""
        return SQL(
            """
            SELECT score.*, concat(recency_score, frequency_score, monetary_score) AS rfm, cell.segment_id
              FROM (
                  SELECT partner_id, 6 - %(recency)s AS recency_score, 6 - %(frequency)s AS frequency_score,
                         6 - %(monetary)s AS monetary_score
                    FROM (
                        SELECT partner_id, count(*) OVER () AS size, %(positions)s
                          FROM %(population)s WHERE last_order IS NOT NULL
                        WINDOW recency AS (ORDER BY last_order DESC), frequency AS (ORDER BY rfm_orders DESC),
                               monetary AS (ORDER BY rfm_sales DESC)
                    ) ranked WHERE %(only)s
              ) score
              LEFT JOIN crm_customer_segment_cell cell ON cell.recency = recency_score
                    AND cell.fm = (frequency_score + monetary_score + 1) / 2
            """,
            recency=split_sql(SQL("recency_place"), SQL("size"), FIFTHS),
            frequency=split_sql(SQL("frequency_place"), SQL("size"), FIFTHS),
            monetary=split_sql(SQL("monetary_place"), SQL("size"), FIFTHS),
            positions=SQL(", ").join(
                # With ORDER BY, count(*) counts up to the last of the equal rows: the highest rank of the block.
                SQL("rank() OVER %s + count(*) OVER %s - 1 AS %s", *[SQL.identifier(name)] * 2, SQL.identifier(f"{name}_place"))
                for name in ("recency", "frequency", "monetary")
            ),
            population=scope.table("population"),
            only=scope.only(SQL("partner_id")),
        )

    @api.model
    def _spend_query(self, scope):
        """ABC class and spend tier; who bought nothing is C, without tier, and outside of the total."""
        company = scope.company
        top, high, middle = company.grading_tier_top, company.grading_tier_high, company.grading_tier_middle
        return SQL(
            """
            SELECT partner_id,
                   CASE WHEN before < total * %(a)s / 100 THEN 'a' WHEN before < total * %(b)s / 100 THEN 'b'
                        ELSE 'c' END AS abc,
                   round(100 * before / total, 4) AS abc_share,
                   CASE %(class)s WHEN 1 THEN 'top' WHEN 2 THEN 'high' WHEN 3 THEN 'middle' ELSE 'low' END AS spend_tier
              FROM (
                  SELECT partner_id, sum(rfm_sales) OVER () AS total, count(*) OVER () AS size,
                         rank() OVER larger + count(*) OVER larger - 1 AS place,
                         sum(rfm_sales) OVER larger - rfm_sales * (count(*) OVER larger - rank() OVER larger + 1) AS before
                    FROM %(population)s WHERE rfm_sales > 0
                  WINDOW larger AS (ORDER BY rfm_sales DESC)
              ) ranked WHERE %(only)s
             UNION ALL
            SELECT partner_id, 'c', NULL, 'none' FROM %(sales)s WHERE rfm_sales <= 0
            """,
            a=SQL("%s::numeric", company.grading_abc_a),
            b=SQL("%s::numeric", company.grading_abc_b),
            **{"class": split_sql(SQL("place"), SQL("size"), (top, high - top, middle - high, 100 - middle))},
            population=scope.table("population"),
            only=scope.only(SQL("partner_id")),
            sales=scope.table("sales"),
        )

    @api.model
    def _tier_query(self, scope):
        """Which share of the customers of a spend tier bought a category, in percent."""
        if scope.partners is not None:
            return self._norm_query(scope, "tier")
        return SQL(
            """
            SELECT category_id, spend_tier AS tier, round(100.0 * count(*) / size, 6) AS value
              FROM (
                  SELECT spend_tier, bought, count(*) OVER (PARTITION BY spend_tier) AS size
                    FROM %s spend LEFT JOIN %s preference USING (partner_id)
                   WHERE spend_tier <> 'none'
              ) customer
             CROSS JOIN unnest(bought) AS category_id
             GROUP BY category_id, spend_tier, size
            """,
            scope.table("spend"),
            scope.table("preference"),
        )

    @api.model
    def _gaps_query(self, scope):
        """Categories that enough of the same tier buy and the customer does not, the most usual first."""
        return SQL(
            """
            SELECT spend.partner_id, jsonb_agg(tier.category_id ORDER BY tier.value DESC, tier.category_id) AS cross_sell,
                   count(*)::int AS cross_sell_count
              FROM %(spend)s spend
              LEFT JOIN %(preference)s preference USING (partner_id)
              JOIN %(tier)s tier ON tier.tier = spend.spend_tier AND tier.value >= %(share)s
             WHERE tier.category_id <> ALL(coalesce(preference.bought, '{}'))
             GROUP BY spend.partner_id
            """,
            spend=scope.table("spend"),
            preference=scope.table("preference"),
            tier=scope.table("tier"),
            share=scope.company.grading_cross_sell,
        )
