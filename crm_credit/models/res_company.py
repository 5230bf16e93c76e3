from odoo import fields, models

CHECK_MODES = [("off", "No check"), ("warn", "Warn"), ("block", "Hold")]


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_check_confirm = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Confirmation",
        default="block",
        required=True,
        help="What happens when a quotation is confirmed whose customer would be over the credit limit.",
    )
    credit_check_change = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Changes",
        default="block",
        required=True,
        help="What happens when a confirmed order is raised above the customer's credit limit.",
    )
    credit_tolerance = fields.Float(
        help="An order passes while the exposure stays within the limit plus this percentage of it.",
    )
    credit_overdue_rule = fields.Boolean(help="Hold orders of customers who pay late, whatever their limit.")
    credit_overdue_days = fields.Integer(
        default=30, help="Items count as late when they are overdue for more than this number of days."
    )
    credit_overdue_amount = fields.Monetary(help="Late items hold orders when they sum up to more than this amount.")
    credit_default_mode = fields.Selection(
        [("unlimited", "Unlimited"), ("limited", "Limited to an amount"), ("prepay", "Prepay only")],
        string="Default Credit",
        default="unlimited",
        required=True,
        help="Credit of customers without a credit limit of their own.",
    )
    credit_default_limit = fields.Monetary(help="Credit limit of customers without a credit limit of their own.")
    credit_self_release = fields.Boolean(
        help="Let a credit officer release an order of which he or she is the salesperson. The decision log says so."
    )
    credit_release_days = fields.Integer(
        default=7, help="A release from credit hold counts for this number of days, unless the officer says otherwise."
    )
    credit_officer_id = fields.Many2one(
        "res.users",
        string="Credit Officer",
        help="Gets an activity for each held order whose customer has no credit officer of its own.",
    )
    credit_officer_authority = fields.Selection(
        [("any", "Any amount"), ("limited", "Up to an amount")],
        string="Authority of Credit Officers",
        default="any",
        required=True,
        help="How much a credit officer may release. Credit managers may always release any amount.",
    )
    credit_officer_limit = fields.Monetary(help="Largest amount over the limit that a credit officer may release.")

    _credit_not_negative = models.Constraint(
        "CHECK (credit_tolerance >= 0 AND credit_overdue_days >= 0 AND credit_overdue_amount >= 0"
        " AND credit_default_limit >= 0 AND credit_release_days >= 0 AND credit_officer_limit >= 0)",
        "The amounts, days and percentages of the credit settings can't be negative.",
    )

    def _get_company_root_delegated_field_names(self):
        """Branches share the credit settings of the company they belong to."""
        return super()._get_company_root_delegated_field_names() + [
            name for name, field in self._fields.items() if name.startswith("credit_") and field.store
        ]
