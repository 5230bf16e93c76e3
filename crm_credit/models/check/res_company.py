from odoo import fields, models

from ..account.res_company import CHECK_MODES


class ResCompany(models.Model):
    """Settings of the credit check at the doors behind the confirmation."""

    _inherit = "res.company"

    credit_check_delivery = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Delivery",
        default="block",
        required=True,
        groups="base.group_user",
        help="What happens when goods are to leave for a customer who is over the credit limit by then.",
    )
    credit_check_invoice = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Invoices",
        default="warn",
        required=True,
        groups="base.group_user",
        help="What happens when an invoice that no order stands behind takes its customer over the credit limit. Invoices of"
        " orders are never held.",
    )
    credit_auto_confirm = fields.Boolean(
        string="Confirm When the Hold Lifts",
        default=True,
        groups="base.group_user",
        help="An order on credit hold is confirmed by itself as soon as its customer has paid or may owe more.",
    )
