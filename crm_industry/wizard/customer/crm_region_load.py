from odoo import fields, models
from odoo.exceptions import UserError


class CrmRegionLoad(models.TransientModel):
    """Loads the provinces and cities of countries into the regions."""

    _name = "crm.region.load"
    _description = "Load Regions"

    country_ids = fields.Many2many(
        "res.country", string="Countries", default=lambda self: self.env.company.country_id, required=True
    )

    def action_load(self):
        """Load what is missing and show the regions of these countries.

        :raise AccessError: the user is no channel manager
        """
        self.ensure_one()
        regions = self.env["crm.region"]
        regions._check_manager()
        if not self.country_ids:
            raise UserError(self.env._("Choose a country."))
        number = sum(len(regions._load_country(country)) for country in self.country_ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(number)s regions were added.", number=number),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
