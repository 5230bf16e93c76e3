from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    _inherit = "res.company"

    auto_km_a_day = CheckedInteger(
        groups="base.group_user",
        string="Kilometres a Day at Most",
        default=2000,
        help="Odometer readings that ask for more are flagged as doubtful. 0: none are.",
    )

    auto_checklist = fields.Boolean(
        groups="base.group_user",
        string="Checklist at Reception",
        default=True,
        help="Vehicles are taken in when each point has been looked at.",
    )
    auto_follow_up_days = CheckedInteger(
        groups="base.group_user",
        string="Call after Days",
        default=3,
        help="Days from the delivery to the call to the customer. 0: no call.",
    )

    auto_maintenance_days = CheckedInteger(
        groups="base.group_user",
        string="Reminder before Maintenance",
        default=30,
        help="Days before the due day that advisors are reminded. 0: never.",
    )

    auto_fleet_size = CheckedInteger(
        groups="base.group_user",
        string="Vehicles of a Fleet",
        default=5,
        help="Customers with so many vehicles are fleets. 0: only those that are named as one in the file of a vehicle.",
    )
    auto_win_back_months = CheckedInteger(
        groups="base.group_user",
        string="Win Back after Months",
        default=12,
        help="Owners of vehicles without a job for so many months have left the service. 0: nobody has.",
    )

    auto_low_score = CheckedInteger(
        groups="base.group_user",
        string="Low Score",
        default=2,
        help="Scores of 1 to 5 up to this one open a complaint. 0: none does.",
    )

    def _auto_local_day(self, moment):
        """Return the day of a moment where this company is.

        :param datetime moment: in UTC
        """
        self.ensure_one()
        zone = self.with_context(tz=self.sudo().business_tz or "UTC")
        return fields.Datetime.context_timestamp(zone, moment).date()

    _auto_score_sensible = models.Constraint(
        "CHECK (coalesce(auto_low_score, 0) BETWEEN 0 AND 4)", "A low score is from 1 to 4, 0 for none."
    )
    _auto_care_sensible = models.Constraint(
        "CHECK (coalesce(auto_fleet_size, 0) BETWEEN 0 AND 1000000 AND coalesce(auto_win_back_months, 0) BETWEEN 0 AND 240)",
        "Fleets have up to 1,000,000 vehicles, and owners are won back within 20 years.",
    )
    _auto_days_sensible = models.Constraint(
        "CHECK (coalesce(auto_follow_up_days, 0) BETWEEN 0 AND 365 AND coalesce(auto_maintenance_days, 0) BETWEEN 0 AND 365)",
        "Calls and reminders are within a year.",
    )
    _auto_km_sensible = models.Constraint(
        "CHECK (auto_km_a_day IS NULL OR auto_km_a_day BETWEEN 0 AND 100000)", "A vehicle drives 0 to 100,000 kilometres a day."
    )
