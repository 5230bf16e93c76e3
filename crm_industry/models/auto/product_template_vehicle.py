from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """Products that are vehicles: each piece is sold by its VIN, which is its serial number."""

    _inherit = "product.template"

    is_vehicle = fields.Boolean(string="Sold by VIN", groups="base.group_user", help="Each piece is a vehicle of its own.")
    vehicle_model_id = fields.Many2one(
        "crm.vehicle.model",
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="The vehicles that are sold by this product. Empty: of any model, as used ones are.",
    )

    @api.constrains("is_vehicle", "is_storable", "tracking")
    def _check_vehicle_tracking(self):
        """:raise ValidationError: a vehicle is not tracked by serial numbers"""
        # sudo: whoever writes the product
        for product in self.sudo():
            if product.is_vehicle and not (product.is_storable and product.tracking == "serial"):
                raise ValidationError(
                    self.env._("%(product)s: vehicles are kept in stock and tracked by serial number.", product=product.name)
                )
