from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

STEP = 20


class CrmVehiclePortal(models.AbstractModel):
    """What owners read of their vehicles on the portal. Everything starts from the user: the vehicles that its customer owns
    today. A former owner finds nothing any more; a new one finds what was since the vehicle became theirs."""

    _name = "crm.vehicle.portal"
    _inherit = ["crm.portal.customer.mixin"]
    _description = "Vehicles on the Portal"
    _portal_feature = "crm_industry.group_trade_auto"

    # -- whose ---------------------------------------------------------------------------------------------------------

    @api.model
    def _own_domain(self):
        """Domain of the vehicles that the user's customer owns today."""
        parties = self.env["crm.vehicle.party"]
        mine = Domain("customer_id", "=", self._own_customer().id)
        return Domain("party_ids", "any", parties._current_domain() & parties._role_domain("owner") & mine)

    @api.model
    def _counts(self):
        """Whether the home page has something to show."""
        return bool(self._customer()) and bool(self._vehicles().search_count(self._own_domain(), limit=1))

    @api.model
    def _vehicles(self):
        # sudo: portal users have no right to vehicles in any other way; the domain names their customer
        return self.env["crm.vehicle"].sudo()

    @api.model
    def _vehicle(self, vehicle_id):
        """Return a vehicle of the user's customer, with full rights.

        :raise AccessError: the customer does not own it today, or there is none
        """
        return self._find_page_record("crm.vehicle", vehicle_id, self._own_domain())

    # -- pages ---------------------------------------------------------------------------------------------------------

    @api.model
    def _list_page(self, page=1):
        """The vehicles of the user's customer, newest first.

        :return: dict of vehicles (heads), total and step
        :raise AccessError: the user is no customer
        """
        vehicles, domain = self._vehicles(), self._own_domain()
        total = vehicles.search_count(domain)
        offset = (min(max(page, 1), total // STEP + 1) - 1) * STEP
        found = vehicles.search(domain, offset=offset, limit=STEP, order="id desc")
        return {"vehicles": [self._head(vehicle) for vehicle in found], "total": total, "step": STEP}

    @api.model
    def _vehicle_page(self, vehicle_id):
        """A vehicle with what is known of it since it became the customer's.

        :return: its head; details (label, text), warranty (sentences), recalls (number, name, reason, measure, date),
            jobs as of `_history`, may_book
        :raise AccessError: it is not the customer's
        """
        vehicle = self._vehicle(vehicle_id)
        recalls = self.env["crm.recall.vehicle"]._open_of(vehicle).recall_id
        return self._head(vehicle) | {
            "details": self._details(vehicle),
            "warranty": self._warranty(vehicle),
            "recalls": [
                {"number": each.number, "name": each.name, "reason": each.reason, "measure": each.measure, "date": each.date}
                for each in recalls
            ],
            "jobs": self._history(vehicle),
            "may_book": bool(self._stations()),
        }

    @api.model
    def _head(self, vehicle):
        today = self.env.company._business_today()
        due = vehicle.maintenance_due_on
        return {
            "id": vehicle.id,
            "name": vehicle.plate or vehicle.vin,
            "model": vehicle.model_id.display_name,
            "vin": vehicle.vin,
            "km": vehicle.odometer_km and self._distance(vehicle.odometer_km),
            "due_on": due,
            "due_km": vehicle.maintenance_due_km and self._distance(vehicle.maintenance_due_km),
            "overdue": bool(due) and due < today,
            "recall_count": vehicle.open_recall_count,
        }

    @api.model
    def _details(self, vehicle):
        """What is written in the file of a vehicle: (label, text)."""
        rows = (
            (self.env._("VIN"), vehicle.vin),
            (self.env._("Model"), vehicle.model_id.display_name),
            (self.env._("Color"), vehicle.color),
            (self.env._("Kilometres"), vehicle.odometer_km and self._distance(vehicle.odometer_km)),
            (self.env._("Yours since"), format_date(self.env, self._owned_since(vehicle))),
        )
        return [row for row in rows if row[1]]

    @api.model
    def _owned_since(self, vehicle):
        """Return the first day of the customer's present ownership."""
        parties = self.env["crm.vehicle.party"].sudo()
        domain = parties._current_domain() & parties._role_domain("owner") & Domain("vehicle_id", "=", vehicle.id)
        return parties.search(domain, limit=1).date_from

    @api.model
    def _owned_query(self, vehicle):
        """Return SQL of the days on which the user's customer owned a vehicle: date_from, date_to."""
        self.env["crm.vehicle.party"].flush_model()
        return SQL(
            "SELECT date_from, date_to FROM crm_vehicle_party WHERE role = 'owner' AND vehicle_id = %s AND customer_id = %s",
            vehicle.id,
            self._own_customer().id,
        )

    @api.model
    def _distance(self, km):
        return self.env._("%(km)s km", km=formatLang(self.env, km, digits=0))
