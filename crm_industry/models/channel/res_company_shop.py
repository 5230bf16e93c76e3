from odoo import fields, models


class ResCompany(models.Model):
    """Settings of orders on the portal; of a branch tree, those of its root count."""

    _inherit = "res.company"

    channel_portal_order = fields.Selection(
        [("off", "Off"), ("request", "Are reviewed by us first"), ("confirm", "Are confirmed at once")],
        string="Orders on the Portal",
        default="request",
        required=True,
        groups="base.group_user",
        help="What becomes of orders that customers send on the portal. The credit check and the check against the dealer's"
        " agreement are done in any case.",
    )
    channel_portal_stock = fields.Selection(
        [("none", "Not shown"), ("level", "In stock or not"), ("quantity", "Quantity")],
        string="Stock on the Portal",
        default="level",
        required=True,
        groups="base.group_user",
        help="What customers see of the goods in stock when they order.",
    )
