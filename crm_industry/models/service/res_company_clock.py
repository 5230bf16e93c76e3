from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """What counts as the first answer, and how long complaints may be paused."""

    _inherit = "res.company"

    complaint_accept_replies = fields.Boolean(
        string="Accepting Is an Answer",
        groups="base.group_user",
        help="The clock of the first answer stops when an agent accepts a complaint; else when the customer is first written or"
        " spoken to.",
    )
    complaint_pauses = CheckedInteger(
        string="Pauses", default=2, groups="base.group_user", help="So often a complaint is paused in one round."
    )
    complaint_pause_days = CheckedInteger(
        string="Days of a Pause", default=5, groups="base.group_user", help="After so many days a pause ends by itself."
    )

    _complaint_pauses_in_range = models.Constraint(
        "CHECK (complaint_pauses BETWEEN 0 AND 20 AND complaint_pause_days BETWEEN 1 AND 60)",
        "Complaints are paused up to 20 times, and for 1 to 60 days.",
    )
