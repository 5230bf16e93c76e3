from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models

from ...tools.share_out import LONGEST_PLAN, spread_over_days

WEEKEND = (5, 6)


class CrmHandover(models.Model):
    """The contact plan: each successor calls its new customers, the best first, a few a day."""

    _inherit = "crm.handover"

    def _step_contacts(self, cursor):
        """Dates first, then the calls, some at a time."""
        if not self.contact_plan:
            return None
        if cursor is None:
            self._plan_dates()
        items = self.env["crm.handover.item"].search(
            [("handover_id", "=", self.id), ("contact_date", "!=", False), ("activity_id", "=", False), ("id", ">", cursor or 0)],
            order="id",
            limit=self._piece,
        )
        self._make_calls(items)
        return self._piece_done(items)

    def _plan_dates(self):
        """Write the day of each call."""
        items = self.env["crm.handover.item"].search(
            [("handover_id", "=", self.id), ("main", "=", True), ("state", "=", "done")], order="rank, id"
        )
        start = max(self.contact_start or fields.Date.today(), self.company_id._business_today())
        off = self._days_off(start)
        for _user, group in items.grouped("new_user_id").items():
            days = spread_over_days(len(group), self.contacts_per_day, start, off)
            for item, day in zip(group, days, strict=True):
                item.contact_date = day
        self._job_count(0, len(items))

    def _days_off(self, start):
        """Return a function that says whether a day is not worked on: by the calendar of the company, else at weekends."""
        calendar = self.company_id.sudo().resource_calendar_id
        if not calendar:
            return lambda day: day.weekday() in WEEKEND
        first = pytz.utc.localize(datetime.combine(start, time.min))
        unusual = calendar._get_unusual_days(first, first + LONGEST_PLAN + timedelta(days=1), company_id=self.company_id)
        return lambda day: unusual.get(fields.Date.to_string(day), False)

    def _make_calls(self, items):
        """Create the activities for customers; the successors were told of the handover as a whole."""
        partners = self._acting("res.partner")
        kind = self.contact_type_id or self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id("res.partner")
        values = [
            {
                "activity_type_id": kind.id,
                "res_model_id": model,
                "res_id": item.res_id,
                "user_id": item.new_user_id.id,
                "date_deadline": item.contact_date,
                "summary": self._call_summary(item.new_user_id),
                "automated": True,
            }
            for item in items
        ]
        for item, call in zip(items, partners.env["mail.activity"].create(values), strict=True):
            item.activity_id = call

    def _call_summary(self, user):
        told = self.with_context(lang=user.lang or self.env.lang)
        return told.env._("Introduce yourself: formerly with %(user)s", user=self.user_id.name)
