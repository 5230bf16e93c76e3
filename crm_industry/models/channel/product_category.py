from odoo import api, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        self.env["crm.dealer.coverage"]._cover_new(categories, "categ_id")
        return categories

    def write(self, vals):
        """Move categories: the agreements of their new and old surroundings follow after today.

        :raise ValidationError: two agreements would overlap
        """
        result = super().write(vals)
        if "parent_id" in vals:
            self.env["crm.dealer.coverage"]._follow_move(self, "categ_id")
        return result
