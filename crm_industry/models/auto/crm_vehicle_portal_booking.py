from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day

from ...tools.mail_text import LONGEST_TEXT, storable


class CrmVehiclePortal(models.AbstractModel):
    """Booking a service: at a station, for a day on which it has a place."""

    _inherit = "crm.vehicle.portal"

    @api.model
    def _stations(self):
        """Return the stations that take bookings of the user's customer, with full rights."""
        company = self._own_customer().company_id
        domain = Domain("day_capacity", ">", 0)
        if company:
            domain &= Domain("company_id", "=", company.id)
        # sudo: customers see names and free days of stations
        return self.env["crm.station"].sudo().search(domain)

    @api.model
    def _booking_kinds(self):
        """What customers book: {kind: words}. Extend by super."""
        labels = dict(self.env["crm.service.job"]._selection_kind())
        return {kind: labels[kind] for kind in ("maintenance", "repair", "recall", "inspection")}

    @api.model
    def _booking_page(self, vehicle_id, station=None):
        """What the form of a booking offers.

        :param str station: id of the one that was chosen, as in the address of the page
        :return: vehicle (head), stations (id, name, address), station (id or False), days (value, label), kinds
        :raise AccessError: the vehicle is not the customer's
        """
        vehicle, stations = self._vehicle(vehicle_id), self._stations()
        chosen = stations.filtered(lambda each: str(each.id) == (station or "")) or (
            stations if len(stations) == 1 else stations[:0]
        )
        return {
            "vehicle": self._head(vehicle),
            "stations": [
                {"id": each.id, "name": each.name, "address": each.partner_id._display_address(without_company=True).strip()}
                for each in stations
            ],
            "station": chosen.id,
            "days": [{"value": str(day), "label": self._day_label(day)} for day in chosen._free_days()] if chosen else [],
            "kinds": self._booking_kinds(),
        }

    @api.model
    def _day_label(self, day):
        return f"{format_date(self.env, day)} · {format_date(self.env, day, date_format='EEEE')}"

    @api.model
    def _book(self, vehicle_id, values):
        """Book a service for a vehicle of the user's customer.

        :param dict values: texts of the form: station (id), day, kind, words
        :return: crm.service.job, with full rights
        :raise AccessError: the vehicle is not the customer's
        :raise UserError: something is missing, there is no place, or the vehicle is booked already
        """
        vehicle = self._vehicle(vehicle_id)
        station = self._stations().filtered(lambda each: str(each.id) == values.get("station"))
        if not station:
            raise UserError(self.env._("Please choose a station."))
        day = as_day(self.env, values.get("day"))
        if not day:
            raise UserError(self.env._("Please choose a day."))
        kind = values.get("kind")
        if kind not in self._booking_kinds():
            raise UserError(self.env._("Please choose what the vehicle comes for."))
        words = storable(values.get("words")).strip()[:LONGEST_TEXT]
        content = {"partner_id": vehicle.owner_id.id, "kind": kind, "words": words or False}
        return self.env["crm.service.job"]._book_online(vehicle, station, day, content)
