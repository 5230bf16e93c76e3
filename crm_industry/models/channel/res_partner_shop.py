from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Baskets of merged customers become plain quotations of the remaining one, which keeps its own."""
        result = super()._rekey_customer(old, new)
        # sudo: baskets with all companies
        baskets = self.env["sale.order"].sudo().search([("channel_basket_of", "in", old.ids)])
        baskets._write_server_fields({"channel_basket_of": False})
        return result
