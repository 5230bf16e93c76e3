from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmServicePackageLine(models.Model):
    """A piece of work or a part of a package."""

    _name = "crm.service.package.line"
    _description = "Labour or Part of a Package"
    _order = "package_id, sequence, id"

    package_id = fields.Many2one("crm.service.package", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    operation_id = fields.Many2one("crm.labour.operation", string="Labour", ondelete="restrict")
    product_id = fields.Many2one("product.product", string="Part", ondelete="restrict", domain="[('type', '=', 'consu')]")
    quantity = CheckedFloat(required=True, default=1, digits="Product Unit", help="Times the operation, or units of the part.")

    _one_of_both = models.Constraint(
        "CHECK ((operation_id IS NULL) <> (product_id IS NULL))", "A line is for labour or for a part, not for both."
    )
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Quantities are above zero.")

    @api.depends("operation_id", "product_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.operation_id.display_name or line.product_id.display_name
