from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import format_duration

from ...tools.order_cycle import next_order_day, takes_orders


class SaleOrder(models.Model):
    """Retailers order tobacco on their order day, until the last time for orders."""

    _inherit = "sale.order"

    def _tobacco_findings(self):
        findings = super()._tobacco_findings()
        asked = [order for order in findings if order._tobacco_company().tobacco_cycle_check != "off"]
        for order, retailer in self._tobacco_retailers(asked).items():
            if retailer and (reason := order._tobacco_cycle_reason(retailer)):
                findings[order].append({"mode": order._tobacco_company().tobacco_cycle_check, "text": reason})
        return findings

    def _tobacco_cycle_reason(self, retailer):
        """Return why the retailer does not order now, a sentence; False if it does.

        :param retailer: its file, with all rights
        """
        (weekday, cutoff), now = retailer._order_window(), retailer._local_now()
        if takes_orders(weekday, cutoff, now):
            return False
        return self.env._(
            "%(customer)s orders on %(weekday)s until %(time)s: next on %(day)s.",
            customer=self._tobacco_customer().display_name,
            weekday=dict(self.env["crm.tobacco.route"]._selection_weekday())[str(weekday)],
            time=format_duration(cutoff),
            day=format_date(self.env, next_order_day(weekday, cutoff, now)),
        )
