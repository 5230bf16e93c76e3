from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedInteger, CheckedSelection


class ResCompany(models.Model):
    """Settings of the trade tobacco; of a branch tree, those of its root count."""

    _inherit = "res.company"

    tobacco_licence_check = fields.Selection(
        [("off", "Off"), ("warn", "Warn"), ("block", "Block")],
        string="Tobacco Without a Valid Licence",
        default="block",
        required=True,
        groups="base.group_user",
        help="What happens when a customer without a valid licence orders tobacco.",
    )
    tobacco_cycle_check = fields.Selection(
        [("off", "Off"), ("warn", "Warn"), ("block", "Block")],
        string="Tobacco Outside the Order Day",
        default="warn",
        required=True,
        groups="base.group_user",
        help="What happens when a retailer orders tobacco on another day than its order day, or after the last time.",
    )
    tobacco_quota_check = fields.Selection(
        [("refuse", "Refuse"), ("cut", "Cut to what is left")],
        string="Tobacco Beyond the Quota",
        default="refuse",
        required=True,
        groups="base.group_user",
        help="What happens at the confirmation when a customer orders more of a product than the supply plans leave.",
    )
    tobacco_renewal_days = CheckedInteger(
        string="Renewals Asked For Before",
        default=30,
        groups="base.group_user",
        help="Days before the end of a licence by which its renewal has to be asked for.",
    )
    tobacco_reminder_days = CheckedInteger(
        string="Reminder of Ending Licences",
        default=60,
        groups="base.group_user",
        help="Days before the end of a licence on which its client manager is reminded; 0: on its last day.",
    )
    tobacco_appeal_days = CheckedInteger(
        string="Appeals Against Penalties",
        default=15,
        groups="base.group_user",
        help="Days from the confirmation of a compliance event in which the retailer may appeal; a proposal.",
    )
    tobacco_cutoff = CheckedFloat(
        string="Tobacco Orders Until",
        default=17.0,
        groups="base.group_user",
        help="Last time of the order day, in the company's time zone, for new routes and retailers without a route.",
    )
    tobacco_report_since = CheckedDate(
        string="Tobacco Reports Since",
        groups="base.group_user",
        help="From the week of this day on retailers have to report demand and stock each week; empty: they may, and nothing is"
        " counted.",
    )
    tobacco_report_weekday = CheckedSelection(
        lambda self: self.env["crm.tobacco.route"]._selection_weekday(),
        string="Tobacco Reports Due On",
        default="4",
        required=True,
        groups="base.group_user",
    )
    tobacco_report_cutoff = CheckedFloat(
        string="Tobacco Reports Until",
        default=18.0,
        groups="base.group_user",
        help="Last time for reports of the week, in the company's time zone.",
    )

    _tobacco_appeal_bounds = models.Constraint(
        "CHECK (tobacco_appeal_days BETWEEN 1 AND 366)", "Appeals are possible for 1 to 366 days."
    )
    _tobacco_bounds = models.Constraint(
        "CHECK (tobacco_renewal_days BETWEEN 0 AND 366 AND tobacco_reminder_days BETWEEN 0 AND 366"
        " AND tobacco_cutoff > 0 AND tobacco_cutoff <= 24"
        " AND tobacco_report_cutoff > 0 AND tobacco_report_cutoff <= 24)",
        "Renewal and reminder 0 to 366 days before the end, orders and reports until a time between 0:00 and 24:00.",
    )
