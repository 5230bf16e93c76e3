from odoo import api, models
from odoo.tools import SQL

from .metric_scope import MetricPart


class CrmCustomerMetrics(models.Model):
    """Lifecycle stage and risk of churn."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _stage_parts(self, scope):
        return [
            MetricPart("former", scope.former),
            MetricPart("won", self._won_query(scope)),
            MetricPart("stage", self._stage_query(scope), ("stage", "stage_since", "won_back_on")),
        ]

    @api.model
    def _won_query(self, scope):
        """The last order day that followed a loss: after a gap of so many cycles, or when the stage was "lost" before."""
        return SQL(
            """
            SELECT partner_id, greatest(
                       max(day) FILTER (WHERE gap > cycle.cycle_days * %(lost)s OR day = former.won_back_on),
                       min(day) FILTER (WHERE former.stage = 'lost' AND day > former.last_order)
                   ) AS won_back_on
              FROM %(days)s bought
              JOIN %(cycle)s cycle USING (partner_id)
              LEFT JOIN %(former)s former USING (partner_id)
             WHERE orders > 0 AND (
                   gap > cycle.cycle_days * %(lost)s OR day = former.won_back_on
                   OR former.stage = 'lost' AND day > former.last_order)
             GROUP BY partner_id
            """,
            lost=SQL("%s::numeric", scope.company.grading_ratio_lost),
            days=scope.table("days"),
            cycle=scope.table("cycle"),
            former=scope.table("former"),
        )

    @api.model
    def _stage_query(self, scope):
        """The stage and since when, as exactly as it is known."""
        company = scope.company
        return SQL(
            """
            SELECT found.partner_id, found.stage, found.won_back_on,
                   CASE found.stage
                       WHEN 'lost' THEN found.last_order + floor(cycle_days * %(lost)s)::int + 1
                       WHEN 'at_risk' THEN found.last_order + floor(cycle_days * %(retain)s)::int + 1
                       WHEN 'won_back' THEN found.won_back_on
                       WHEN 'new' THEN found.first_order
                       ELSE CASE WHEN former.stage = found.stage THEN former.stage_since ELSE %(today)s END
                   END AS stage_since
              FROM (%(stages)s) found LEFT JOIN %(former)s former USING (partner_id)
            """,
            lost=SQL("%s::numeric", company.grading_ratio_lost),
            retain=SQL("%s::numeric", company.grading_ratio_retain),
            today=scope.today,
            stages=self._stages_query(scope),
            former=scope.table("former"),
        )

    @api.model
    def _stages_query(self, scope):
        """The first rule that holds decides."""
        company = scope.company
        return SQL(
            """
            SELECT sales.partner_id, first_order, sales.last_order, cycle_days, won.won_back_on,
                   CASE WHEN sales.last_order IS NULL THEN 'acquire'
                        WHEN days_since_last > cycle_days * %(lost)s THEN 'lost'
                        WHEN days_since_last > cycle_days * %(retain)s THEN 'at_risk'
                        WHEN %(today)s - won.won_back_on <= %(won_days)s THEN 'won_back'
                        WHEN order_days <= 2 AND %(today)s - first_order <= cycle_days THEN 'new'
                        WHEN days_since_last <= cycle_days
                             AND (new_category OR net_sales_prior > 0 AND net_sales_12m >= net_sales_prior * %(growth)s)
                        THEN 'develop'
                        ELSE 'retain' END AS stage
              FROM %(sales)s sales
              LEFT JOIN %(cycle)s cycle USING (partner_id)
              LEFT JOIN %(preference)s preference USING (partner_id)
              LEFT JOIN %(won)s won USING (partner_id)
            """,
            lost=SQL("%s::numeric", company.grading_ratio_lost),
            retain=SQL("%s::numeric", company.grading_ratio_retain),
            today=scope.today,
            won_days=company.grading_won_back_days,
            growth=SQL("(1 + %s::numeric / 100)", company.grading_growth),
            sales=scope.table("sales"),
            cycle=scope.table("cycle"),
            preference=scope.table("preference"),
            won=scope.table("won"),
        )

    @api.model
    def _churn_rules(self, scope):
        """What speaks for losing a customer: (code, points, condition); addons extend it by super.

        Conditions see all parts with columns under their names (`sales`, `cycle`, `stage` …). Customers without order have
        no churn risk. The texts of the codes are given by `_churn_labels`.

        :rtype: list[tuple[str, int, SQL]]
        """
        company = scope.company
        lost = SQL("days_since_last > cycle_days * %s::numeric", company.grading_ratio_lost)
        return [
            ("silent", 3, lost),
            (
                "late",
                2,
                SQL("days_since_last > cycle_days * %s::numeric AND NOT (%s)", company.grading_ratio_retain, lost),
            ),
            (
                "falling",
                1,
                SQL("net_sales_prior > 0 AND net_sales_12m < net_sales_prior * %s::numeric / 100", company.grading_decline),
            ),
            ("single", 1, SQL("order_days = 1 AND days_since_last > cycle_days")),
            (
                "returns",
                1,
                SQL(
                    "returns_12m > 0 AND returns_12m >= (net_sales_12m + returns_12m) * %s::numeric / 100",
                    company.grading_return_rate,
                ),
            ),
        ]

    @api.model
    def _churn_query(self, scope):
        """SELECT, without FROM, of points and codes of one customer."""
        rules = self._churn_rules(scope)
        points = SQL(" + ").join(SQL("CASE WHEN %s THEN %s ELSE 0 END", condition, points) for _code, points, condition in rules)
        codes = SQL(", ").join(SQL("CASE WHEN %s THEN %s END", condition, code) for code, _points, condition in rules)
        return SQL("SELECT %s AS points, to_jsonb(array_remove(ARRAY[%s]::text[], NULL)) AS reasons", points, codes)
