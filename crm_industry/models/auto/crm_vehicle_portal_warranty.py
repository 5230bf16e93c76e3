from odoo import api, models
from odoo.tools import format_date


class CrmVehiclePortal(models.AbstractModel):
    """The warranty of a vehicle, and the law on replacement and refund, in words for its owner."""

    _inherit = "crm.vehicle.portal"

    @api.model
    def _warranty(self, vehicle):
        """Return what holds for a vehicle today, a dict each: text and level (success, info, warning, danger or secondary)."""
        periods = [row for row in (self._repair_period(vehicle), self._refund_period(vehicle)) if row]
        return periods + [self._clock(clock) for clock in vehicle.clock_ids]

    @api.model
    def _repair_period(self, vehicle):
        if not vehicle.repair_until:
            return None
        names = self._period(vehicle.repair_until, vehicle.repair_until_km)
        if self._runs(vehicle, vehicle.repair_until, vehicle.repair_until_km):
            text = self.env._(
                "Faults that the maker answers for are repaired free of charge until %(day)s or %(km)s, whichever comes first.",
                **names,
            )
            return {"text": text, "level": "success"}
        text = self.env._("Free repairs by the maker ended on %(day)s or at %(km)s, whichever came first.", **names)
        return {"text": text, "level": "secondary"}

    @api.model
    def _refund_period(self, vehicle):
        if not vehicle.validity_until or not self._runs(vehicle, vehicle.validity_until, vehicle.validity_until_km):
            return None
        names = self._period(vehicle.validity_until, vehicle.validity_until_km)
        text = self.env._(
            "Until %(day)s or %(km)s the law lets you ask for another vehicle or the money back when repairs do not help.",
            **names,
        )
        return {"text": text, "level": "info"}

    @api.model
    def _clock(self, clock):
        """Return how near the vehicle is to a case. What was before the customer had it counts and is not told."""
        names = {"case": clock.rule_id.name, "fault": clock.fault_id.name or "", "count": clock.counted}
        if clock.state == "reached":
            text = self.env._("You may ask for another vehicle or the money back: %(case)s %(fault)s (%(count)s)", **names)
            return {"text": text, "level": "danger"}
        text = self.env._(
            "One more of these, and you may ask for another vehicle or the money back: %(case)s %(fault)s (%(count)s so far)",
            **names,
        )
        return {"text": text, "level": "warning"}

    @api.model
    def _runs(self, vehicle, day, km):
        return self.env.company._business_today() <= day and (not km or vehicle.odometer_km <= km)

    @api.model
    def _period(self, day, km):
        return {"day": format_date(self.env, day), "km": self._distance(km)}
