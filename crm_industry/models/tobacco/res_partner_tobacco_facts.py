from odoo import api, models
from odoo.exceptions import AccessError

FACTS = frozenset(("tobacco_market", "tobacco_format_id"))


class ResPartner(models.Model):
    """Market and store format say among whom a retailer is ranked: they are those of its file, by any door."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: somebody gives a market or a store format, which follow from the retailer's file"""
        for vals in vals_list:
            self._refuse_tobacco_facts({name for name in FACTS & vals.keys() if vals[name]})
        # A default of the context that is empty is none.
        forged = {f"default_{name}" for name in FACTS} & self.env.context.keys()
        return super(ResPartner, self.with_context(**dict.fromkeys(forged, False))).create(vals_list)

    def write(self, vals):
        """:raise AccessError: somebody gives a market or a store format, which follow from the retailer's file"""
        self._refuse_tobacco_facts(FACTS & vals.keys())
        return super().write(vals)

    @api.model
    def _refuse_tobacco_facts(self, names):
        if names and not self.env.su:
            raise AccessError(
                self.env._("Market and store format of a customer are those of its retailer's file: change them there.")
            )
