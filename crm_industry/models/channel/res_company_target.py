import datetime

import pytz

from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat

from ...tools.target_pace import DayCount


class ResCompany(models.Model):
    """How targets are counted in a company; branches follow the company they belong to."""

    _inherit = "res.company"

    target_basis = fields.Selection(
        [("invoiced", "Posted Invoices"), ("delivered", "Done Deliveries")],
        string="Sales Against Targets",
        default="invoiced",
        required=True,
        groups="base.group_user",
        help="Of new targets. Posted invoices less credit notes, or done deliveries less returns at the prices of their orders.",
    )
    target_days = fields.Selection(
        [("working", "Working Days"), ("calendar", "Calendar Days")],
        string="Pace of Targets",
        default="working",
        required=True,
        groups="base.group_user",
        help="What is expected to date goes by the working days of the company's working schedule, public holidays left out,"
        " or by all days.",
    )
    target_green = CheckedFloat(
        string="On Target From (%)",
        digits=(16, 1),
        default=100.0,
        groups="base.group_user",
        help="Percentage of the expected from which it is green.",
    )
    target_amber = CheckedFloat(
        string="To Watch From (%)",
        digits=(16, 1),
        default=85.0,
        groups="base.group_user",
        help="Percentage of the expected from which it is amber.",
    )

    _target_lights_in_order = models.Constraint(
        "CHECK (target_amber >= 0 AND target_amber <= target_green AND target_green <= 1000)",
        "The percentage of amber lies from 0 to that of green.",
    )

    def _target_day_count(self, first, last):
        """Return the DayCount of the company for days from the first to the last one."""
        self.ensure_one()
        company = self.sudo().root_id
        calendar = company.resource_calendar_id
        if company.target_days != "working" or not calendar:
            return DayCount()
        zone = pytz.timezone(calendar.tz or company.business_tz or "UTC")
        start, end = (
            zone.localize(datetime.datetime.combine(day, datetime.time()))
            for day in (first, last + datetime.timedelta(days=1))
        )
        days = {begin.date() for begin, _end, _meta in calendar._work_intervals_batch(start, end)[False]}
        return DayCount(tuple(sorted(days)) if days else None)
