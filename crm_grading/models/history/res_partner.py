from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Imported sales follow the customer."""
        result = super()._rekey_customer(old, new)
        history = self.env["crm.sales.history"]
        history.flush_model(["partner_id"])
        self.env.cr.execute(SQL("UPDATE crm_sales_history SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        history.invalidate_model(["partner_id"])
        return result
