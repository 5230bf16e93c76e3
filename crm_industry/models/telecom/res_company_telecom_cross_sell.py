from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class ResCompany(models.Model):
    """How many have to compare before something is offered to one of them."""

    _inherit = "res.company"

    telecom_cross_peers = CheckedInteger(
        string="Least Number that Compares",
        default=5,
        groups="base.group_user",
        help="What is missing is looked for among so many comparable customers, accounts or subscriptions and more.",
    )

    _telecom_cross_peers_range = models.Constraint(
        "CHECK (telecom_cross_peers BETWEEN 2 AND 1000000)", "At least 2 have to compare."
    )
