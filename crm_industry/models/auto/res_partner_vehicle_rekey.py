from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The vehicles of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        parties = self.env["crm.vehicle.party"].sudo()
        parties.flush_model()
        self.env.cr.execute(SQL("UPDATE crm_vehicle_party SET customer_id = %s WHERE customer_id = %s", new.id, old.id))
        parties.invalidate_model(["customer_id"])
        return result
