from datetime import datetime, time, timedelta

import pytz

from odoo import models

from .working_spans import whole_second

CHUNK = timedelta(days=60)
MOST_CHUNKS = 60


def _naive(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


class CrmComplaint(models.Model):
    """Working days and hours by the calendar of the complaint's policy, in the calendar's own time zone."""

    _inherit = "crm.complaint"

    def _working_calendar(self):
        """Return the resource.calendar that counts, in sudo; empty: every hour of every day."""
        calendar = self.env["resource.calendar"].sudo().browse(self._terms()["calendar_id"] or ()).exists()
        return calendar.filtered(lambda each: each.attendance_ids and not each.flexible_hours)

    def _working_spans(self, since):
        """Yield the spans of working time from a moment on, in order, as pairs of naive UTC datetimes; without end.

        Public holidays are left out. Without a calendar all time is working time.
        """
        calendar = self._working_calendar()
        start = pytz.utc.localize(since)
        for _chunk in range(MOST_CHUNKS):
            end = start + CHUNK
            if not calendar:
                yield _naive(start), _naive(end)
            else:
                for first, last, _attendance in calendar._work_intervals_batch(start, end)[False]:
                    yield _naive(first), whole_second(_naive(last))
            start = end

    def _working_day(self, day, days):
        """Return the working day that comes ``days`` working days after a day; 0: the first one from that day on.

        :param date day: in the company's time zone
        """
        calendar = self._working_calendar()
        if not calendar:
            return day + timedelta(days=days)
        zone = pytz.timezone(calendar.tz)
        since = zone.localize(datetime.combine(day + timedelta(days=1 if days else 0), time.min))
        left, last = max(days, 1), None
        for first, _last in self._working_spans(_naive(since)):
            found = pytz.utc.localize(first).astimezone(zone).date()
            if found != last:
                last, left = found, left - 1
            if not left:
                return found
        return day + timedelta(days=days)
