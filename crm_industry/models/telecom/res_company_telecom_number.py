from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """How long numbers rest and are reserved, and how many a person may have."""

    _inherit = "res.company"

    telecom_quarantine_days = CheckedInteger(
        string="Quarantine of Numbers (Days)",
        default=90,
        groups="base.group_user",
        help="A number that somebody has given up rests so long before somebody else may have it.",
    )
    telecom_reservation_days = CheckedInteger(
        string="Reservation of Numbers (Days)",
        default=3,
        groups="base.group_user",
        help="So long a number is reserved unless another end is given.",
    )
    telecom_numbers_per_person = CheckedInteger(
        string="Numbers per Person",
        default=5,
        groups="base.group_user",
        help="Live mobile and fixed subscriptions on one document of a person, whoever owns them. 0: no limit.",
    )
    telecom_numbers_per_organisation = CheckedInteger(
        string="Numbers per Organisation",
        default=0,
        groups="base.group_user",
        help="Live mobile and fixed subscriptions on one document of a company or another organisation. 0: no limit.",
    )
    telecom_identity_evidence = fields.Boolean(
        string="Pictures of Documents Needed", groups="base.group_user", help="No identity is verified without one."
    )

    _telecom_number_days_range = models.Constraint(
        "CHECK (telecom_quarantine_days BETWEEN 0 AND 3660 AND telecom_reservation_days BETWEEN 1 AND 366)",
        "Numbers rest 0 to 3660 days and are reserved for 1 to 366 days.",
    )
    _telecom_numbers_range = models.Constraint(
        "CHECK (telecom_numbers_per_person BETWEEN 0 AND 1000000 AND telecom_numbers_per_organisation BETWEEN 0 AND 1000000)",
        "The numbers on one document are limited to 0 (no limit) to 1,000,000.",
    )
