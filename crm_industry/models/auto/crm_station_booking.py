from collections import Counter
from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmStation(models.Model):
    """How many vehicles a station takes in on a day, and how far ahead customers book."""

    _inherit = "crm.station"

    day_capacity = CheckedInteger(
        string="Vehicles a Day",
        aggregator=None,
        help="Customers book on the portal until so many vehicles come on a day, by whatever way. 0: no booking on the portal.",
    )
    booking_days = CheckedInteger(
        string="Bookable Days", default=30, aggregator=None, help="Customers book from tomorrow on, so many days ahead."
    )

    _booking_sensible = models.Constraint(
        "CHECK (coalesce(day_capacity, 0) BETWEEN 0 AND 10000 AND coalesce(booking_days, 0) BETWEEN 0 AND 366)",
        "A station takes 0 to 10,000 vehicles a day, and books a year ahead at most.",
    )

    def _free_days(self):
        """Return {day: places left} of the days on which customers may book: open days with places, in order."""
        self.ensure_one()
        first = self.company_id.sudo()._business_today() + timedelta(days=1)
        last = first + timedelta(days=self.booking_days - 1)
        if not self.day_capacity or last < first:
            return {}
        closed, taken = self._closed_days(first, last), self._taken_places(first, last)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return {day: self.day_capacity - taken[day] for day in days if day not in closed and taken[day] < self.day_capacity}

    def _closed_days(self, first, last):
        """Return the days, from one to another, on which nobody works here; none without working hours."""
        # sudo: customers don't see working hours
        calendar = self.sudo().calendar_id
        if not calendar:
            return set()
        start, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
        unusual = calendar._get_unusual_days(start, end, self.company_id.sudo())
        return {fields.Date.to_date(day) for day, free in unusual.items() if free}

    def _taken_places(self, first, last):
        """Return a Counter of the vehicles that come on a day: as planned, else as the customer asked for."""
        self.env["crm.service.job"].flush_model()
        zone = self.company_id.sudo().business_tz or "UTC"
        day = SQL("coalesce((planned_start AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, wished_day)", zone)
        query = SQL(
            "SELECT %(day)s, count(*) FROM crm_service_job WHERE station_id = %(station)s AND state <> 'cancelled'"
            " AND %(day)s BETWEEN %(first)s AND %(last)s GROUP BY 1",
            day=day,
            station=self.id,
            first=first,
            last=last,
        )
        return Counter(dict(self.env.execute_query(query)))

    def _take_place(self, day):
        """Make sure that there is a place on a day; until the end of the transaction nobody else takes it.

        :raise UserError: the day is taken, closed, past or too far ahead
        """
        self.ensure_one()
        self.env["crm.capacity.lock"]._lock_capacity([f"station.day:{self.id}:{day}"])
        if day not in self._free_days():
            raise UserError(
                self.env._(
                    "%(station)s has no place on %(day)s: please choose another day.",
                    station=self.name,
                    day=format_date(self.env, day),
                )
            )
