from odoo import api, fields, models


class ProductCategory(models.Model):
    """Which goods are tobacco, and of which price class."""

    _inherit = "product.category"

    tobacco_class = fields.Selection(
        [("1", "Class 1"), ("2", "Class 2"), ("3", "Class 3"), ("4", "Class 4"), ("5", "Class 5"), ("other", "Other tobacco")],
        compute="_compute_tobacco_class",
        store=True,
        readonly=False,
        recursive=True,
        index="btree_not_null",
        help="Goods of a category with a class are tobacco: they need a licence, and count in the figures of the trade."
        " Cigarettes of classes 1 and 2 are the premium ones. New categories begin with the class of the one above.",
    )

    @api.depends("parent_id.tobacco_class")
    def _compute_tobacco_class(self):
        for category in self:
            category.tobacco_class = category.tobacco_class or category.parent_id.tobacco_class
