from odoo import api, models
from odoo.tools import SQL

from .metric_scope import MetricPart

PERIODS = ("", "_12m", "_prior", "_rfm", "_month")


class CrmCustomerMetrics(models.Model):
    """What customers were invoiced, and the net sales by the company's basis."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _sales_parts(self, scope):
        return [
            MetricPart("shared", self._shared_lines_query(scope)),
            MetricPart("invoiced", self._invoiced_query(scope)),
            MetricPart("sales", self._sales_query(scope), self._sales_columns()),
        ]

    @api.model
    def _sales_columns(self):
        return (
            "first_order", "last_order", "order_days", "orders", "orders_12m", "ordered_amount", "average_order",
            "repeat_customer", "net_sales", "net_sales_12m", "net_sales_prior", "margin", "margin_12m", "returns",
            "returns_12m", "rfm_orders", "rfm_sales", "has_history", "history_share", "usual_weekday",
            "usual_channel",
        )  # fmt: skip

    @api.model
    def _invoiced_query(self, scope):
        """Posted invoices and credit notes by customer, in company currency as booked."""
        return SQL(
            """
            SELECT partner_id, %(amounts)s, %(margins)s,
                   coalesce(sum(-amount) FILTER (WHERE refund), 0) AS returns,
                   coalesce(sum(-amount) FILTER (WHERE refund AND day >= %(year)s), 0) AS returns_12m
              FROM (%(lines)s) line
             GROUP BY partner_id
            """,
            amounts=self._windows(scope, "amount"),
            margins=self._windows(scope, "margin"),
            year=scope.year_start,
            lines=self._invoice_lines_query(scope),
        )

    @api.model
    def _invoice_lines_query(self, scope):
        """Lines with their margin at the rate of the order line: what the order expected to earn on the amount.

        A line without amount on the order has its margin by unit; a line without order has an unknown margin, counted as 0.
        A line of several order lines comes in equal shares, one for each.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, move.invoice_date AS day,
                   -line.balance / coalesce(shared.links, 1) AS amount, move.move_type = 'out_refund' AS refund,
                   CASE WHEN sale_line.price_subtotal <> 0 THEN
                            -line.balance / coalesce(shared.links, 1) * sale_line.margin / sale_line.price_subtotal
                        WHEN sale_line.product_uom_qty <> 0 THEN
                            CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                            * line.quantity / coalesce(shared.links, 1) * sale_line.margin / sale_line.product_uom_qty
                            / (SELECT %(rate)s FROM sale_order sale WHERE sale.id = sale_line.order_id)
                        ELSE 0 END AS margin
              FROM account_move move
              JOIN res_partner partner ON partner.id = move.partner_id
              JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
              LEFT JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
              LEFT JOIN sale_order_line sale_line ON sale_line.id = rel.order_line_id
              LEFT JOIN %(shared)s shared ON shared.invoice_line_id = line.id
             WHERE %(where)s
            """,
            rate=self._order_rate(),
            shared=scope.table("shared"),
            where=self._invoice_condition(scope),
        )

    @api.model
    def _invoice_condition(self, scope):
        """On the aliases `move` and `partner`. By the ordered basis only credit notes matter, as returns."""
        kinds = ["out_invoice", "out_refund"] if scope.company.grading_sales_basis == "invoiced" else ["out_refund"]
        return SQL(
            "move.state = 'posted' AND move.move_type = ANY(%s) AND move.company_id = ANY(%s) AND move.invoice_date <= %s AND %s",
            kinds,
            list(scope.branches),
            scope.today,
            scope.only(SQL("partner.commercial_partner_id")),
        )

    @api.model
    def _shared_lines_query(self, scope):
        """Invoice lines of several order lines, which no addon of Odoo makes and others may."""
        some = SQL("TRUE")
        if scope.partners is not None:
            some = SQL(
                """invoice_line_id = ANY(ARRAY(
                    SELECT line.id FROM account_move move JOIN res_partner partner ON partner.id = move.partner_id
                      JOIN account_move_line line ON line.move_id = move.id WHERE %s))""",
                self._invoice_condition(scope),
            )
        return SQL(
            """
            SELECT invoice_line_id, count(*) AS links FROM sale_order_line_invoice_rel WHERE %s
             GROUP BY invoice_line_id HAVING count(*) > 1
            """,
            some,
        )

    @api.model
    def _sales_query(self, scope):
        """Everybody with business: one row for each customer with an order, an invoice or an imported sale."""
        return SQL(
            """
            SELECT partner_id, first_order, last_order, coalesce(order_days, 0) AS order_days, coalesce(orders, 0) AS orders,
                   coalesce(orders_12m, 0) AS orders_12m, coalesce(orders_month, 0) AS orders_month,
                   coalesce(rfm_orders, 0) AS rfm_orders, round(own_cycle, 2) AS own_cycle, usual_weekday,
                   usual_channel,
                   coalesce(has_history, FALSE) AS has_history, coalesce(order_days, 0) >= 2 AS repeat_customer,
                   %(ordered)s AS ordered_amount, %(average)s AS average_order,
                   %(returns)s AS returns, %(returns_12m)s AS returns_12m,
                   round(100 * imported / nullif(%(net)s, 0), 4) AS history_share,
                   %(amounts)s
              FROM %(buying)s buying FULL JOIN %(invoiced)s invoiced USING (partner_id)
            """,
            ordered=scope.rounded(SQL("coalesce(ordered + imported, 0)")),
            average=scope.rounded(SQL("(ordered + imported) / nullif(orders, 0)")),
            returns=scope.rounded(SQL("coalesce(returns, 0) + coalesce(imported_returns, 0)")),
            returns_12m=scope.rounded(SQL("coalesce(returns_12m, 0) + coalesce(imported_returns_12m, 0)")),
            net=self._basis_sum(scope, "amount", ""),
            amounts=self._net_amounts(scope),
            buying=scope.table("buying"),
            invoiced=scope.table("invoiced"),
        )

    @api.model
    def _net_amounts(self, scope):
        """Net sales and margin of each period."""
        columns = {f"net_sales{suffix}": self._basis_sum(scope, "amount", suffix) for suffix in PERIODS}
        columns |= {f"margin{suffix}": self._basis_sum(scope, "margin", suffix) for suffix in PERIODS}
        columns["rfm_sales"] = columns.pop("net_sales_rfm")
        return SQL(", ").join(SQL("%s AS %s", scope.rounded(amount), SQL.identifier(name)) for name, amount in columns.items())

    @api.model
    def _basis_sum(self, scope, what, suffix):
        """Amount or margin of the basis plus what was imported."""
        names = {
            ("invoiced", "amount"): ("invoiced", "amount"),
            ("invoiced", "margin"): ("invoiced", "margin"),
            ("ordered", "amount"): ("buying", "ordered"),
            ("ordered", "margin"): ("buying", "ordered_margin"),
        }
        table, column = names[scope.company.grading_sales_basis, what]
        imported = "imported" if what == "amount" else "imported_margin"
        return SQL(
            "(coalesce(%s, 0) + coalesce(%s, 0))",
            SQL.identifier(table, column + suffix),
            SQL.identifier("buying", imported + suffix),
        )
