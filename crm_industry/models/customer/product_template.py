from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    channel_brand_id = fields.Many2one(
        "crm.brand",
        string="Brand",
        index="btree_not_null",
        ondelete="restrict",
        help="Agreements, targets and sales figures by brand go by it.",
    )
