from odoo import fields, models


class CrmDealerException(models.Model):
    """A channel manager let a dealer order what its agreement does not cover: what, how much, why. Written by the server."""

    _name = "crm.dealer.exception"
    _description = "Order Allowed Outside the Agreement"
    _order = "id desc"

    name = fields.Char(string="Order Number", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    dealer_id = fields.Many2one("res.partner", required=True, readonly=True, index=True, ondelete="restrict")
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="restrict")
    region_id = fields.Many2one("crm.region", readonly=True, ondelete="restrict", help="Where the goods go.")
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="The order may contain this much in all, in the unit of the product.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    finding = fields.Char(string="Outside Because", readonly=True)
    reason = fields.Char(string="Allowed Because", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Allowed By", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    create_date = fields.Datetime(string="Allowed On")
