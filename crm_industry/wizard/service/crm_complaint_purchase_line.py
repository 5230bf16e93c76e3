from odoo import api, fields, models


class CrmComplaintPurchaseLine(models.TransientModel):
    """One order line, in words: how much of it is wrong."""

    _name = "crm.complaint.purchase.line"
    _description = "Goods That a Customer Bought"
    _order = "sequence, id"

    purchase_id = fields.Many2one("crm.complaint.purchase", required=True, readonly=True, ondelete="cascade", index=True)
    sequence = fields.Integer(readonly=True)
    order_line_id = fields.Many2one("sale.order.line", required=True, readonly=True)
    order_name = fields.Char(related="order_line_id.order_id.name", string="Order")
    ordered_on = fields.Datetime(related="order_line_id.order_id.date_order")
    product_id = fields.Many2one(related="order_line_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    bought_quantity = fields.Float(compute="_compute_bought_quantity", compute_sudo=True, string="Bought", digits="Product Unit")
    quantity = fields.Float(string="Of These Wrong", digits="Product Unit")

    @api.depends("order_line_id.product_uom_qty", "order_line_id.product_uom_id")
    def _compute_bought_quantity(self):
        for line in self:
            sold = line.order_line_id
            line.bought_quantity = sold.product_uom_id._compute_quantity(sold.product_uom_qty, line.uom_id, round=False)

    def write(self, vals):
        """Only the quantity is the agent's to say; what was bought stays."""
        return super().write({name: value for name, value in vals.items() if name == "quantity" or self.env.su})
