from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    channel_portal_ok = fields.Boolean(
        string="Ordered on the Portal", default=True, help="Customers who order on the portal find the product there."
    )
