from odoo import fields, models


class ResCompany(models.Model):
    """Settings of the page of a customer; of a branch tree, those of its root count."""

    _inherit = "res.company"

    customer_view_margin = fields.Selection(
        [("all", "Everybody who may open it"), ("sales", "Salespeople"), ("managers", "Sales managers and accountants")],
        string="Margins in the Customer View",
        default="sales",
        required=True,
        groups="base.group_user",
        help="Who sees margins on the page of a customer.",
    )
