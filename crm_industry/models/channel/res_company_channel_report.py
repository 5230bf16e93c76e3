from odoo import fields, models


class ResCompany(models.Model):
    """Channel reports: how often, when they are due, and how exact they have to be. Branches follow their company."""

    _inherit = "res.company"

    channel_report_period = fields.Selection(
        [("week", "Every week"), ("month", "Every month")],
        string="Channel Reports",
        default="month",
        required=True,
        groups="base.group_user",
        help="The period of the reports of dealers whose agreement says nothing else.",
    )
    channel_report_start = fields.Date(
        string="Reports Due Since",
        groups="base.group_user",
        help="Dealers owe the reports of periods that begin on this day or later. Empty: none are asked for.",
    )
    channel_report_due_days = fields.Integer(
        string="Days to Report",
        default=5,
        groups="base.group_user",
        help="A report is due so many days after its period is over.",
    )
    channel_report_remind_days = fields.Integer(
        string="Remind Again After",
        default=3,
        groups="base.group_user",
        help="Days between the mails to a dealer who owes a report. 0: one mail only.",
    )
    channel_report_activity_days = fields.Integer(
        string="Ask the Salesperson After",
        default=7,
        groups="base.group_user",
        help="The salesperson gets an activity when a report is overdue for more than so many days. 0: never.",
    )
    channel_report_tolerance = fields.Float(
        string="Tolerance of Reports (%)",
        default=2.0,
        groups="base.group_user",
        help="A figure that is off by no more than this share of what is expected counts as right.",
    )
    channel_report_tolerance_qty = fields.Float(
        string="Tolerance of Reports (Units)",
        groups="base.group_user",
        help="A figure that is off by no more than so many units counts as right.",
    )
    channel_report_auto_accept = fields.Boolean(
        string="Accept at Once",
        groups="base.group_user",
        help="Reports whose figures are all within the tolerance are accepted when they are submitted.",
    )

    _channel_report_in_range = models.Constraint(
        "CHECK (channel_report_due_days BETWEEN 0 AND 365 AND channel_report_remind_days BETWEEN 0 AND 365"
        " AND channel_report_activity_days BETWEEN 0 AND 365 AND channel_report_tolerance BETWEEN 0 AND 100"
        " AND channel_report_tolerance_qty BETWEEN 0 AND 1000000)",
        "The settings of channel reports allow 0 to 365 days and a tolerance of 0 to 100 percent.",
    )

    def _get_company_root_delegated_field_names(self):
        """Branches share the settings of channel reports of the company they belong to."""
        names = [name for name, field in self._fields.items() if name.startswith("channel_report_") and field.store]
        return super()._get_company_root_delegated_field_names() + sorted(names)
