from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    _inherit = "res.company"

    telecom_backdate_days = CheckedInteger(
        string="Days to Date Steps Back",
        default=31,
        groups="base.group_user",
        help="Telecom managers date steps of accounts, subscriptions and services back so many days at most.",
    )

    _telecom_backdate_days_range = models.Constraint(
        "CHECK (telecom_backdate_days BETWEEN 0 AND 3660)", "Steps are dated back 0 to 3660 days."
    )
