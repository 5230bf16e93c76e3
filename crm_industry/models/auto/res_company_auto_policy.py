from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    _inherit = "res.company"

    auto_policy_days = CheckedInteger(
        groups="base.group_user",
        string="Reminder before Renewal",
        default=30,
        help="Days before an insurance, registration or inspection ends that somebody is reminded. 0: never.",
    )

    _auto_policy_sensible = models.Constraint(
        "CHECK (coalesce(auto_policy_days, 0) BETWEEN 0 AND 365)", "Reminders of renewals are within a year."
    )
