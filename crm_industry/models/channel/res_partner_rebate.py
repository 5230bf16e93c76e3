from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Rebates follow the dealer."""
        result = super()._rekey_customer(old, new)
        self.env["crm.rebate.accrual"]._rekey(old, new)
        return result
