from odoo import api, models
from odoo.tools import SQL

from .metric_scope import MetricPart


class CrmCustomerConsumption(models.Model):
    """How the rows are worked out and written."""

    _inherit = "crm.customer.consumption"

    @api.model
    def _refresh_all(self, scope, temporary=False):
        """Replace the rows of a company; those that stay the same are not written."""
        metrics = self.env["crm.customer.metrics"]
        metrics._make_table(scope, MetricPart("consumption", self._consumption_query(scope)), temporary)
        self.env.cr.execute(self._delete_query(scope))
        self.env.cr.execute(self._write_query(scope))
        metrics._drop_tables(scope, ["consumption"])

    @api.model
    def _consumption_query(self, scope):
        """Customers and products with three order days or more; the cycle is the median gap of these days.

        One sort serves all: several lines of a day are told by a gap of zero, and a median is worked out only where there
        are enough days. Most products are bought once or twice, and an aggregate of its own for each costs most.
        """
        return SQL(
            """
            SELECT partner_id, product_id, count(*)::int AS order_days, max(day) AS last_date,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)::numeric AS cycle_days
              FROM (
                  SELECT partner_id, product_id, day, gap, count(*) OVER (PARTITION BY partner_id, product_id) AS days
                    FROM (
                        SELECT partner_id, product_id, day,
                               day - lag(day) OVER (PARTITION BY partner_id, product_id ORDER BY day) AS gap
                          FROM (%s UNION ALL %s) sold
                    ) step
                   WHERE gap IS DISTINCT FROM 0
              ) bought
             WHERE days >= 3
             GROUP BY partner_id, product_id
            """,
            self._order_lines_query(scope),
            self._history_lines_query(scope),
        )

    @api.model
    def _order_lines_query(self, scope):
        metrics = self.env["crm.customer.metrics"]
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, sale_line.product_id, %s AS day
              FROM sale_order sale
              JOIN res_partner partner ON partner.id = sale.partner_id
              JOIN sale_order_line sale_line ON sale_line.order_id = sale.id
             WHERE %s AND sale_line.product_id IS NOT NULL AND sale_line.product_uom_qty > 0
               AND sale_line.is_downpayment IS NOT TRUE
            """,
            metrics._order_day(scope),
            metrics._order_condition(scope),
        )

    @api.model
    def _history_lines_query(self, scope):
        return SQL(
            """
            SELECT partner.commercial_partner_id, sale.product_id, sale.date
              FROM crm_sales_history sale JOIN res_partner partner ON partner.id = sale.partner_id
             WHERE %s AND sale.product_id IS NOT NULL AND sale.quantity > 0
            """,
            self.env["crm.customer.metrics"]._history_condition(scope),
        )

    @api.model
    def _delete_query(self, scope):
        """Remove what is not bought that often any more."""
        return SQL(
            """
            DELETE FROM crm_customer_consumption row
             WHERE company_id = %s AND %s AND NOT EXISTS (
                 SELECT FROM %s found WHERE found.partner_id = row.partner_id AND found.product_id = row.product_id)
            """,
            scope.company.id,
            scope.only(SQL("row.partner_id")),
            scope.table("consumption"),
        )

    @api.model
    def _write_query(self, scope):
        return SQL(
            """
            INSERT INTO crm_customer_consumption (id, partner_id, company_id, user_id, product_id, order_days, last_date,
                   cycle_days, next_date, create_uid, create_date, write_uid, write_date)
            SELECT coalesce(former.id, nextval('crm_customer_consumption_id_seq')), found.partner_id, %(company)s,
                   partner.user_id, found.product_id, found.order_days, found.last_date, round(found.cycle_days, 2),
                   found.last_date + round(round(found.cycle_days, 2))::int,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM %(found)s found
              JOIN res_partner partner ON partner.id = found.partner_id
              LEFT JOIN crm_customer_consumption former ON former.company_id = %(company)s
                   AND former.partner_id = found.partner_id AND former.product_id = found.product_id
             WHERE former.id IS NULL
                OR (former.order_days, former.last_date, former.cycle_days, former.user_id)
                   IS DISTINCT FROM (found.order_days, found.last_date, round(found.cycle_days, 2), partner.user_id)
                ON CONFLICT (partner_id, company_id, product_id) DO UPDATE SET
                   (user_id, order_days, last_date, cycle_days, next_date, write_uid, write_date) =
                   (EXCLUDED.user_id, EXCLUDED.order_days, EXCLUDED.last_date, EXCLUDED.cycle_days, EXCLUDED.next_date,
                    EXCLUDED.write_uid, EXCLUDED.write_date)
            """,
            company=scope.company.id,
            uid=self.env.uid,
            found=scope.table("consumption"),
        )
