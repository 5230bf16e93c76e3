from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger

from .crm_complaint import MANAGER


class ResCompany(models.Model):
    """Who is told when a loop does not close, and how often customers are tried."""

    _inherit = "res.company"

    complaint_manager_id = fields.Many2one(
        "res.users",
        string="Manager of Complaints",
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Is told of dissatisfied customers, missed deadlines and customers that can't be reached. Empty: the first service"
        " manager.",
    )
    complaint_call_days = CheckedInteger(
        string="Days to Try",
        default=3,
        groups="base.group_user",
        help="After calls in vain on so many days a service manager may close a complaint without the customer's word.",
    )

    _complaint_call_days_in_range = models.Constraint(
        "CHECK (complaint_call_days BETWEEN 2 AND 30)", "A customer is tried on 2 to 30 days before anybody gives up."
    )

    def _complaint_manager(self):
        """Return who is told when something goes wrong with a complaint; empty when there is nobody."""
        self.ensure_one()
        # sudo: asked by jobs, warehouse and portal users
        company = self.sudo()
        return company.complaint_manager_id.filtered("active") or company._employees_of(MANAGER)[:1]
