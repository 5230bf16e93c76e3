from odoo import fields, models


class SaleOrderLine(models.Model):
    """Labour and packages of workshop jobs; what a package with a price of its own includes costs nothing besides."""

    _inherit = "sale.order.line"

    labour_operation_id = fields.Many2one(
        "crm.labour.operation", index="btree_not_null", ondelete="restrict", groups="base.group_user"
    )
    service_package_id = fields.Many2one(
        "crm.service.package", index="btree_not_null", ondelete="restrict", groups="base.group_user"
    )

    def _in_package_price(self):
        """Return whether this line is part of a package that is sold at a price of its own."""
        # sudo: customers work prices out, too
        package = self.sudo().service_package_id
        return bool(package.price) and self.product_id != package.product_id

    def _compute_price_unit(self):
        included = self.filtered(lambda line: line._in_package_price())
        included.price_unit = 0
        return super(SaleOrderLine, self - included)._compute_price_unit()
