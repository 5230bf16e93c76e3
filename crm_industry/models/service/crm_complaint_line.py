from odoo import api, fields, models


class CrmComplaintLine(models.Model):
    """Goods that a complaint is about: a product, how much of it, and where it came from. The quantity is in the product's
    own unit."""

    _name = "crm.complaint.line"
    _description = "Goods of a Complaint"
    _check_company_auto = True

    complaint_id = fields.Many2one("crm.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id")
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict", domain="[('type', '=', 'consu')]", check_company=True
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    order_line_id = fields.Many2one(
        "sale.order.line",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('order_id', '=', parent.order_id), ('product_id', '=', product_id)]",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number or Lot",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
    )
    defect = fields.Char(help="What is wrong with it.")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "The quantity complained about is more than nothing.")

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.product_id.display_name} × {line.quantity:g}"
