from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.period import months_until

MONTHS = 24


class CrmCustomerView(models.AbstractModel):
    """Two years of a customer, month by month."""

    _inherit = "crm.customer.view"

    @api.model
    def _chart_series(self, scope):
        """Return {series: {"label", "unit": money or count, "query": SELECT of day and value}}. Extend by super.

        Days are those of the company, amounts in its currency without tax; the rows are summed by month.
        """
        metrics = self.env["crm.customer.metrics"].sudo()
        business = SQL("%s UNION ALL %s", metrics._orders_query(scope.metrics), metrics._history_query(scope.metrics))

        def sold(amount):
            return SQL("SELECT day, %s FROM (%s) business", SQL(amount), business)

        series = {
            "ordered": {"label": self.env._("Ordered"), "unit": "money", "query": sold("ordered + imported")},
            "invoiced": {"label": self.env._("Invoiced"), "unit": "money", "query": self._chart_invoiced(scope)},
            "margin": {"label": self.env._("Margin"), "unit": "money", "query": sold("ordered_margin + imported_margin")},
            "orders": {"label": self.env._("Orders"), "unit": "count", "query": sold("orders")},
            "contacts": {"label": self.env._("Contacts"), "unit": "count", "query": self._chart_contacts(scope)},
        }
        if not self._view_sees_margin(scope):
            del series["margin"]
        return series

    @api.model
    def _chart_invoiced(self, scope):
        return SQL(
            """
            SELECT move.invoice_date, move.amount_untaxed_signed FROM account_move move
             WHERE %s AND %s AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """,
            scope.theirs(SQL("move.partner_id")),
            scope.of_branches(SQL("move.company_id")),
        )

    @api.model
    def _chart_contacts(self, scope):
        """Touchpoints that count."""
        return SQL(
            """
            SELECT %s, 1 FROM crm_touchpoint touchpoint
             WHERE touchpoint.partner_id = %s AND %s AND touchpoint.time >= %s AND %s
            """,
            scope.day(SQL("touchpoint.time")),
            scope.customer.id,
            scope.of_branches(SQL("touchpoint.company_id")),
            scope.begin(self._chart_months(scope)[0]),
            self.env["crm.touchpoint"]._counting("touchpoint"),
        )

    @api.model
    def _chart_months(self, scope):
        """Return the first days of the months shown, the current one last."""
        return months_until(scope.today, MONTHS)

    @api.model
    def _view_charts(self, scope):
        """Return the charts, by one query.

        :return: {"months": [first day, ISO], "currency_id", "series": [{"key", "label", "unit", "values": one by month}]}
        :rtype: dict
        """
        months = self._chart_months(scope)
        series = self._chart_series(scope)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT series, date_trunc('month', day)::date, sum(value) FROM (%(parts)s) entry
                 WHERE day >= %(first)s AND day < %(end)s GROUP BY 1, 2
                """,
                parts=SQL(" UNION ALL ").join(
                    SQL("SELECT %s::text AS series, part.* FROM (%s) AS part (day, value)", key, each["query"])
                    for key, each in series.items()
                ),
                first=months[0],
                end=months[-1] + relativedelta(months=1),
            )
        )
        found = {(key, month): float(value) for key, month, value in rows}
        return {
            "months": [month.isoformat() for month in months],
            "currency_id": scope.company.currency_id.id,
            "series": [
                {
                    "key": key,
                    "label": each["label"],
                    "unit": each["unit"],
                    "values": [found.get((key, month), 0.0) for month in months],
                }
                for key, each in series.items()
            ],
        }
