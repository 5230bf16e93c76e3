from odoo import api, models


class CrmRegion(models.Model):
    _inherit = "crm.region"

    @api.model_create_multi
    def create(self, vals_list):
        regions = super().create(vals_list)
        self.env["crm.dealer.coverage"]._cover_new(regions, "region_id")
        return regions

    def write(self, vals):
        """Move regions: dealers who have the new surroundings get them after today, those of the old ones lose them.

        :raise ValidationError: two agreements would overlap
        """
        result = super().write(vals)
        if "parent_id" in vals:
            self.env["crm.dealer.coverage"]._follow_move(self, "region_id")
        return result
