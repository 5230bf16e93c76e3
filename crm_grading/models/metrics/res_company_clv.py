from odoo import models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class ResCompany(models.Model):
    """Settings of customer lifetime value, of the company at the root of a branch tree."""

    _inherit = "res.company"

    grading_clv_discount = CheckedFloat(
        string="Discount (% a Year)",
        default=10.0,
        groups="base.group_user",
        help="What a margin of next year is worth less today.",
    )
    grading_clv_min_customers = CheckedInteger(
        string="Customers Needed",
        default=100,
        groups="base.group_user",
        help="With at least two order days; with fewer, nothing is forecast.",
    )

    _grading_clv_range = models.Constraint(
        "CHECK (grading_clv_discount >= 0 AND grading_clv_min_customers >= 10)",
        "Customer lifetime value: the discount is not negative, and at least 10 customers are needed.",
    )
