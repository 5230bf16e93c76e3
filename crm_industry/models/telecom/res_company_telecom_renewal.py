from datetime import timedelta

from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    _inherit = "res.company"

    telecom_renewal_days = CheckedInteger(
        string="Days before Commitments End",
        default=60,
        groups="base.group_user",
        help="Subscriptions whose commitment ends within so many days are to be renewed.",
    )
    telecom_bill_day = CheckedInteger(
        string="Day of the Bill of New Accounts",
        default=1,
        groups="base.group_user",
        help="Of the accounts that sales orders open, 1 to 28.",
    )

    _telecom_renewal_days_range = models.Constraint(
        "CHECK (telecom_renewal_days BETWEEN 0 AND 366)", "Renewals are looked at 0 to 366 days before."
    )
    _telecom_bill_day_range = models.Constraint(
        "CHECK (telecom_bill_day BETWEEN 1 AND 28)", "The day of the bill is one that every month has: 1 to 28."
    )

    def _telecom_renewal_until(self):
        """Return the last day of the commitments that are to be renewed now."""
        # sudo: a setting
        return self._business_today() + timedelta(days=self.sudo().telecom_renewal_days)
