from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Channel reports, and what is due of them, follow the dealer."""
        result = super()._rekey_customer(old, new)
        self.env["crm.channel.report"]._rekey(old, new)
        self.env["crm.channel.due"]._rekey(old, new)
        return result
