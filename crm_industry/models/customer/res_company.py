from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_export_limit = CheckedInteger(
        string="Customers Exported per Day",
        default=100,
        groups="base.group_user",
        help="So many customers a user of this company without the right “Export customers” may export in 24 hours.",
    )

    _customer_export_limit_positive = models.Constraint(
        "CHECK (customer_export_limit >= 0)", "The number of customers exported per day is 0 or more."
    )
