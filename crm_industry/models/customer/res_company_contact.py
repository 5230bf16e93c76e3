from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class ResCompany(models.Model):
    """When and for what customers may be contacted."""

    _inherit = "res.company"

    contact_quiet_from = CheckedFloat(
        string="Quiet From",
        default=21.0,
        groups="base.group_user",
        help="In the time zone of each contact: no SMS and no call, no advertising or survey by e-mail.",
    )
    contact_quiet_to = CheckedFloat(
        string="Quiet Until", default=8.0, groups="base.group_user", help="The same hour as the first one: no quiet hours."
    )
    contact_marketing_consent = fields.Boolean(
        string="Advertising Needs Consent",
        default=True,
        groups="base.group_user",
        help="Whoever said nothing gets no advertising. Otherwise only those who don't want it get none.",
    )
    contact_survey_consent = fields.Boolean(
        string="Surveys Need Consent", groups="base.group_user", help="Whoever said nothing is asked nothing."
    )
    contact_sms_fallback = fields.Boolean(
        string="E-mail Instead of SMS",
        default=True,
        groups="base.group_user",
        help="An SMS that cannot be delivered goes out by e-mail, where the contact may be written to.",
    )

    _contact_quiet_hours = models.Constraint(
        "CHECK (contact_quiet_from >= 0 AND contact_quiet_from <= 24 AND contact_quiet_to >= 0 AND contact_quiet_to <= 24)",
        "Hours of the day lie between 0:00 and 24:00.",
    )
