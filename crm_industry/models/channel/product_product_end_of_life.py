from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class ProductProduct(models.Model):
    _inherit = "product.product"

    channel_end_of_life = CheckedDate(
        string="End of Life", index="btree_not_null", help="The day from which the product is no longer made or supported."
    )
    channel_successor_id = fields.Many2one(
        "product.product",
        string="Successor",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The product that takes its place.",
    )

    @api.constrains("channel_successor_id")
    def _check_channel_successor(self):
        """A product is not followed, over however many steps, by itself."""
        for product in self:
            seen = product
            successor = product.channel_successor_id
            while successor:
                if successor in seen:
                    raise ValidationError(
                        self.env._(
                            "%(product)s can't be followed by %(successor)s: the successors would lead back to it.",
                            product=product.display_name,
                            successor=product.channel_successor_id.display_name,
                        )
                    )
                seen |= successor
                # sudo: a successor of another company still closes the circle
                successor = successor.sudo().channel_successor_id
