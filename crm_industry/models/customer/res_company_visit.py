from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """Settings of visits; of a branch tree, those of its root count."""

    _inherit = "res.company"

    visit_position_required = fields.Boolean(
        string="Visits Need a Position", groups="base.group_user", help="Nobody checks in without telling the position."
    )
    visit_missed_days = CheckedInteger(
        string="Visits Missed After", default=3, groups="base.group_user", help="Days after the planned one."
    )
    visit_plan_days = CheckedInteger(
        string="Visits Planned Ahead",
        groups="base.group_user",
        help="So many days before a month begins its visits are planned; 0: by hand.",
    )

    _visit_plan_range = models.Constraint(
        "CHECK (coalesce(visit_plan_days, 0) BETWEEN 0 AND 28)", "Visits are planned 0 to 28 days before the month begins."
    )
    _visit_missed_range = models.Constraint("CHECK (visit_missed_days BETWEEN 0 AND 31)", "Visits are missed after 0 to 31 days.")
