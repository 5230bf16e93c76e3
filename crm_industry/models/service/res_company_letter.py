from odoo import fields, models


class ResCompany(models.Model):
    """Which mails the server writes to customers who complain."""

    _inherit = "res.company"

    complaint_acknowledges = fields.Boolean(
        string="Confirm Receipt",
        default=True,
        groups="base.group_user",
        help="Whoever complains by e-mail or on the portal gets the number and the deadline of the answer by e-mail.",
    )
    complaint_closing_notices = fields.Boolean(
        string="Notice at the End",
        default=True,
        groups="base.group_user",
        help="When a complaint is closed the customer is told so, with the link by which it says that all is not well.",
    )
