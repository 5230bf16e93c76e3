from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmComplaintGoodsMixin(models.AbstractModel):
    """Goods of a complaint or of its resolution: a product, and how much of it in the product's own unit. The heir has the
    field ``company_id``."""

    _name = "crm.complaint.goods.mixin"
    _description = "Goods and their Quantity"
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict", domain="[('type', '=', 'consu')]", check_company=True
    )
    quantity = CheckedFloat(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    order_line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="restrict", check_company=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number or Lot",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
    )

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for goods in self:
            goods.display_name = f"{goods.product_id.display_name} × {goods.quantity:g}"
