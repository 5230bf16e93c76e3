from odoo import api, models
from odoo.tools import SQL

READ = ("sale.order", "sale.order.line", "account.move", "account.move.line", "crm.sales.history", "res.partner")


class CrmCustomerMetrics(models.Model):
    """Figures of this moment, for the few customers of a screen; the stored ones are those of last night."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _live(self, scope, columns):
        """Return figures by the definitions of the metrics, worked out now. The caller has checked the rights.

        :param MetricScope scope: which customers, with which company
        :param columns: names among `_sales_columns`
        :return: {customer id: {column: value}}, amounts in company currency without tax; customers without business are missing
        :rtype: dict[int, dict]
        """
        for name in READ:
            self.env[name].flush_model()
        metrics = self.sudo()
        parts = [*metrics._order_parts(scope), *metrics._sales_parts(scope)]
        rows = self.env.execute_query_dict(
            SQL(
                "WITH %s SELECT partner_id, %s FROM %s",
                metrics._common(scope, parts),
                SQL(", ").join(map(SQL.identifier, columns)),
                scope.table("sales"),
            )
        )
        return {row.pop("partner_id"): row for row in rows}
