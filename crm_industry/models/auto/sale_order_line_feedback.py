from datetime import timedelta

from odoo import models


class SaleOrderLine(models.Model):
    """Who bought a vehicle is asked about the sale some days after the handover, unless it came back before."""

    _inherit = "sale.order.line"

    def _hand_over(self, lots):
        result = super()._hand_over(lots)
        self._ask_about_sale()
        return result

    def _ask_about_sale(self):
        """Note that the buyer is to be asked, once for a vehicle and buyer; in sudo mode."""
        order, station = self.order_id, self._sale_station()
        days = order.company_id.auto_follow_up_days
        if station and days:
            due = self.vehicle_delivered_on + timedelta(days=days)
            self.env["crm.auto.feedback"]._ask("sale", order.partner_id, self.vehicle_id, station, due)

    def _sale_station(self):
        """Return the station that sold the vehicle: of the order, of its salesperson, of who hands it over; or none."""
        order, stations = self.order_id, self.env["crm.station"]
        known = order.auto_station_id | stations._of_user(order.user_id) | stations._of_user()
        return known.filtered(lambda station: station.company_id == order.company_id)[:1]

    def _take_back(self, lots):
        delivered, vehicle = self.vehicle_delivered_on, self.vehicle_id
        result = super()._take_back(lots)
        if delivered and not self.vehicle_delivered_on:
            self.env["crm.auto.feedback"]._ask_no_more(self.order_id.partner_id, vehicle)
        return result
