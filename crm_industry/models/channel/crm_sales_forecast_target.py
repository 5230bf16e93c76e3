from odoo import api, models
from odoo.tools import SQL

from .crm_sales_forecast_query import KIND_STEP, STEP


class CrmSalesForecast(models.Model):
    """The sales targets in force beside the forecast, month by month.

    Of each month one plan counts: the tree of targets for the whole company with the shortest period; where there is none, those
    of single salespeople. Its last parts are shown, those of longer periods in equal shares of their months.
    """

    _inherit = "crm.sales.forecast"

    _depends = {
        "crm.target": [
            "amount", "brand_id", "categ_id", "company_id", "customer_type_id", "date_from", "date_to", "dealer_id", "grade_id",
            "in_force", "measure", "parent_id", "region_id", "root_id", "user_id",
        ],
    }  # fmt: skip

    @api.model
    def _target_part(self):
        """The targets of the months, with an amount of 0."""
        months = SQL(
            "((date_part('year', leaf.date_to) - date_part('year', leaf.date_from)) * 12"
            " + date_part('month', leaf.date_to) - date_part('month', leaf.date_from) + 1)::integer"
        )
        return SQL(
            """
            SELECT leaf.id::bigint * %(step)s + %(kind)s + plan.number, plan.month, 'target', leaf.company_id, leaf.dealer_id,
                   leaf.region_id, leaf.user_id, NULL, NULL, 0, leaf.amount::numeric / %(months)s
              FROM (%(plans)s) plan
              JOIN crm_target leaf ON leaf.root_id = plan.root_id AND leaf.date_from <= plan.month AND leaf.date_to >= plan.month
             WHERE NOT EXISTS (SELECT FROM crm_target lower WHERE lower.parent_id = leaf.id)
            """,
            step=STEP,
            kind=5 * KIND_STEP,
            months=months,
            plans=self._plan_query(),
        )

    @api.model
    def _plan_query(self):
        """Rows root_id, month, number (of the month, from 0): the trees that count."""
        return SQL(
            """
            SELECT root_id, month, number FROM (
                SELECT *, BOOL_OR(whole) OVER (PARTITION BY company_id, month) AS has_whole FROM (
                    SELECT DISTINCT ON (root.company_id, coming.number, root.user_id) root.id AS root_id, root.company_id,
                           coming.number, coming.month, root.user_id IS NULL AS whole
                      FROM crm_target root
                      JOIN today ON today.company_id = root.company_id
                     CROSS JOIN LATERAL (
                        SELECT number, (today.first + number * interval '1 month')::date AS month
                          FROM generate_series(0, 35) number) coming
                     WHERE root.parent_id IS NULL AND root.in_force AND root.measure = 'amount'
                       AND root.dealer_id IS NULL AND root.customer_type_id IS NULL AND root.grade_id IS NULL
                       AND root.region_id IS NULL AND root.categ_id IS NULL AND root.brand_id IS NULL
                       AND root.date_from <= coming.month AND root.date_to >= coming.month AND coming.month < today.beyond
                     ORDER BY root.company_id, coming.number, root.user_id, root.date_to - root.date_from, root.id DESC
                ) chosen
            ) plan WHERE whole OR NOT has_whole
            """
        )
