from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.models.metrics.metric_scope import MetricPart

# A month further back than this gets no exposure: what was open then is not known any more.
LIVE_DAYS = 31


class CrmCustomerMetrics(models.Model):
    """Credit beside the sales figures: what is used and overdue when the metrics are refreshed, and how late is paid."""

    _inherit = "crm.customer.metrics"

    credit_exposure = fields.Monetary(string="Credit Used")
    credit_overdue = fields.Monetary(string="Overdue")
    credit_utilisation = fields.Float(
        string="Credit Used (%)", digits=(16, 2), aggregator="avg", help="Of the limit; empty without a limit."
    )
    credit_days_late = fields.Float(
        string="Average Days Late",
        digits=(16, 2),
        aggregator="avg",
        help="Days after the due date of what was paid in 12 months, weighted by amount; paid in time counts as 0.",
    )
    credit_blocked = fields.Boolean(string="Credit on Hold", help="On hold or blocked.")

    @api.model
    def _metric_parts(self, scope):
        exposure = ("credit_exposure", "credit_overdue", "credit_utilisation", "credit_blocked")
        return [
            *super()._metric_parts(scope),
            MetricPart("credit", self._credit_query(scope), exposure),
            MetricPart("paid", self._days_late_query(scope), ("credit_days_late",)),
        ]

    @api.model
    def _credit_query(self, scope):
        """The exposure of now, for the day of now."""
        partners = None if scope.partners is None else self.env["res.partner"].browse(scope.partners)
        return SQL(
            """
            SELECT partner_id, total AS credit_exposure, overdue AS credit_overdue, utilisation AS credit_utilisation,
                   group_status IN ('hold', 'blocked') AS credit_blocked, overdue_late
              FROM (%s) exposure WHERE %s
            """,
            self.env["crm.credit.exposure"]._exposure_query(partners, scope.company),
            scope.today >= scope.company._business_today() - timedelta(days=LIVE_DAYS),
        )

    @api.model
    def _days_late_query(self, scope):
        """Average days late of the payments of 12 months by customer; credit notes pay nothing."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   round(sum(greatest(payment.date - item.date_maturity, 0) * match.amount) / sum(match.amount), 2)
                       AS credit_days_late
              FROM account_partial_reconcile match
              JOIN account_move_line payment ON payment.id = match.credit_move_id
              JOIN account_move_line item ON item.id = match.debit_move_id
              JOIN account_move invoice ON invoice.id = item.move_id AND invoice.move_type = 'out_invoice'
              JOIN account_move source ON source.id = payment.move_id AND source.move_type <> 'out_refund'
              JOIN res_partner partner ON partner.id = item.partner_id
             WHERE item.company_id = ANY(%(branches)s) AND payment.date BETWEEN %(from)s AND %(to)s
               AND item.date_maturity IS NOT NULL AND %(only)s
             GROUP BY partner.commercial_partner_id HAVING sum(match.amount) > 0
            """,
            **{
                "branches": list(scope.branches),
                "from": scope.year_start,
                "to": scope.today,
                "only": scope.only(SQL("partner.commercial_partner_id")),
            },
        )

    @api.model
    def _churn_rules(self, scope):
        """Who owes money for longer than the overdue rule forgives tends to stay away."""
        return [*super()._churn_rules(scope), ("overdue", 1, SQL("credit.overdue_late > 0"))]

    @api.model
    def _churn_labels(self):
        return super()._churn_labels() | {"overdue": self.env._("owes money for too long")}
