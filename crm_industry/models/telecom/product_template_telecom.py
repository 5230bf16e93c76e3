from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    telecom_offering_ids = fields.One2many(
        "crm.telecom.offering", "product_tmpl_id", string="Telecom Offerings", groups="base.group_user"
    )
