from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class ProductTemplate(models.Model):
    """How many cartons a product counts as, and its class."""

    _inherit = "product.template"

    tobacco_class = fields.Selection(related="categ_id.tobacco_class", groups="base.group_user")
    tobacco_cartons = CheckedFloat(
        string="Cartons",
        digits=(16, 4),
        default=1.0,
        aggregator=None,
        groups="base.group_user",
        help="Cartons in one unit of measure of the product: 1 where it is sold by the carton, 0.1 by the pack, 50 by the case.",
    )

    _tobacco_cartons_positive = models.Constraint("CHECK (tobacco_cartons > 0)", "A unit has more than 0 cartons.")
