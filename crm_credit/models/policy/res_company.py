from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_limit_by_application = fields.Boolean(
        string="Limits by Application Only",
        groups="base.group_user",
        help="Credit limits change only by an approved application; nobody writes them directly.",
    )
    credit_skip_disputed = fields.Boolean(
        string="Disputed Amounts Are Not Late",
        groups="base.group_user",
        help="Leave disputed amounts out of the overdue rule, unless the customer's credit policy says otherwise.",
    )
    credit_expiry_days = fields.Integer(
        string="Notice of Expiry",
        default=14,
        groups="base.group_user",
        help="The credit officer gets an activity this many days before a temporary limit or a security ends or a bill"
        " falls due.",
    )

    _credit_expiry_in_range = models.Constraint(
        "CHECK (credit_expiry_days BETWEEN 0 AND 3650)", "The notice of expiry must be between 0 and 3,650 days."
    )

    def _due_days(self):
        """Today in the company, and the last day of which officers are told today."""
        today = self._business_today()
        return today, today + timedelta(days=self.sudo().credit_expiry_days)
