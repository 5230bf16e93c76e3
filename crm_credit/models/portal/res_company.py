from odoo import fields, models


class ResCompany(models.Model):
    """What customers see and do on the portal; branches share the settings of their company."""

    _inherit = "res.company"

    credit_portal_access = fields.Selection(
        [("all", "All contacts of the customer"), ("flagged", "Only contacts that are chosen"), ("off", "Nobody")],
        string="Credit on the Portal",
        default="all",
        required=True,
        groups="base.group_user",
        help="Who of a customer sees its credit on the portal. Odoo shows all of its contacts its invoices in any case.",
    )
    credit_portal_apply = fields.Boolean(
        string="Applications on the Portal",
        default=True,
        groups="base.group_user",
        help="Customers may ask for credit on the portal.",
    )
    credit_portal_dispute = fields.Boolean(
        string="Disputes on the Portal",
        default=True,
        groups="base.group_user",
        help="Customers may report on the portal that they don't accept an invoice.",
    )
    credit_portal_promise = fields.Boolean(
        string="Promises on the Portal",
        groups="base.group_user",
        help="Customers may promise payments on the portal; they aren't reminded until then.",
    )
    credit_portal_promise_days = fields.Integer(
        string="Latest Day of Promises",
        default=14,
        groups="base.group_user",
        help="A promise made on the portal is at most so many days away.",
    )

    _credit_portal_in_range = models.Constraint(
        "CHECK (credit_portal_promise_days BETWEEN 1 AND 90)", "Promises on the portal are 1 to 90 days away."
    )
