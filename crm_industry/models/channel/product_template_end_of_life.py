from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class ProductTemplate(models.Model):
    """End of life and successor of a product with one variant; with several, each variant has its own."""

    _inherit = "product.template"

    channel_end_of_life = CheckedDate(
        string="End of Life",
        compute="_compute_channel_end_of_life",
        inverse="_inverse_channel_end_of_life",
        search="_search_channel_end_of_life",
        help="The day from which the product is no longer made or supported.",
    )
    channel_successor_id = fields.Many2one(
        "product.product",
        string="Successor",
        compute="_compute_channel_successor_id",
        inverse="_inverse_channel_successor_id",
        search="_search_channel_successor_id",
        check_company=True,
        help="The product that takes its place.",
    )

    @api.depends("product_variant_ids.channel_end_of_life")
    def _compute_channel_end_of_life(self):
        self._compute_template_field_from_variant_field("channel_end_of_life")

    def _inverse_channel_end_of_life(self):
        self._set_product_variant_field("channel_end_of_life")

    @api.model
    def _search_channel_end_of_life(self, operator, value):
        return [("product_variant_ids.channel_end_of_life", operator, value)]

    @api.depends("product_variant_ids.channel_successor_id")
    def _compute_channel_successor_id(self):
        self._compute_template_field_from_variant_field("channel_successor_id")

    def _inverse_channel_successor_id(self):
        self._set_product_variant_field("channel_successor_id")

    @api.model
    def _search_channel_successor_id(self, operator, value):
        return [("product_variant_ids.channel_successor_id", operator, value)]

    @api.model
    def _get_related_fields_variant_template(self):
        """Values given with a new template go to its variant."""
        return [*super()._get_related_fields_variant_template(), "channel_end_of_life", "channel_successor_id"]
