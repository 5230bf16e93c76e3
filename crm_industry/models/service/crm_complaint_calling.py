from datetime import datetime, time

import pytz

from odoo import fields, models


class CrmComplaint(models.Model):
    """Who is called because of a complaint, and when."""

    _inherit = "crm.complaint"

    def _person_to_call(self):
        """Return the contact, or the customer where only that has a number; as seen by the complaint's company."""
        complaint = self.with_company(self.company_id)
        return complaint.contact_id if complaint.contact_id.phone or not complaint.partner_id.phone else complaint.partner_id

    def _call_moment(self, day):
        """Return the first moment (UTC) at which the customer may be called: on a day from the beginning of work on, else at
        any hour of it, else later; False when it asked not to be called.

        :param date day: in the company's time zone
        """
        self.ensure_one()
        # sudo: what customers want holds for whoever calls
        person = self.sudo()._person_to_call()
        for at in (self._work_begins(day), self._midnight(day)):
            at = max(fields.Datetime.now(), at)
            verdict = person._may_contact("phone", "service", at).get(person.id)
            if verdict and verdict.reason == "withdrawn":
                return False
            moment = verdict.moment if verdict and verdict.moment else person._contact_moment("phone", "service", at)
            if self._local_day(moment) <= day:
                break
        return moment

    def _allowed_day(self, day):
        """Return the day on which a call that is due on a day is due, since the customer has its quiet hours before."""
        moment = self._call_moment(day)
        allowed = self._local_day(moment) if moment else day
        return self._working_day(allowed, 0) if allowed > day else day

    def _work_begins(self, day):
        """Return when work begins on a day of the company's time zone, in UTC; its midnight, where nobody works."""
        midnight = self._midnight(day)
        first, _last = next(self._working_spans(midnight))
        return first if self._local_day(first) == day else midnight

    def _midnight(self, day):
        """Return the first moment of a day of the company's time zone, in UTC."""
        return self._company_zone().localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _local_day(self, moment):
        """Return the day of the company's time zone on which a moment (UTC) falls."""
        return pytz.utc.localize(moment).astimezone(self._company_zone()).date()

    def _company_zone(self):
        return pytz.timezone(self.company_id.sudo().business_tz or "UTC")
