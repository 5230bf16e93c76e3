from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmVisitChecklistItem(models.Model):
    """Items that ask whether a retailer has a product in stock: a no counts in its stock-out rate."""

    _inherit = "crm.visit.checklist.item"

    tobacco_product_id = fields.Many2one(
        "product.product",
        string="In Stock",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('categ_id.tobacco_class', '!=', False)]",
        help="Whether the shop has this product: a no counts as out of stock.",
    )

    @api.constrains("tobacco_product_id", "kind")
    def _check_tobacco_product(self):
        for item in self:
            if item.tobacco_product_id and item.kind != "yes_no":
                raise ValidationError(
                    self.env._("%(item)s: whether a product is in stock is answered by yes or no.", item=item.name)
                )
