from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """What is known of a customer goes to the one that takes over."""
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        for name in ("crm.competitor.intelligence", "crm.wallet.estimate"):
            table = SQL.identifier(self.env[name]._table)
            self.env.cr.execute(SQL("UPDATE %s SET partner_id = %s WHERE partner_id = %s", table, new.id, old.id))
            self.env[name].invalidate_model(["partner_id"])
        return result
