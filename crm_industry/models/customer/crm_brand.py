from odoo import fields, models


class CrmBrand(models.Model):
    """A brand of products: agreements, targets and analyses go by it. Shared by all companies."""

    _name = "crm.brand"
    _description = "Brand"
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    partner_id = fields.Many2one(
        "res.partner", string="Maker", index="btree_not_null", ondelete="restrict", help="Who makes or owns the brand."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another brand has this code.")
