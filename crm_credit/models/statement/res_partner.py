from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_credit_statement(self):
        """Ask for the days of the customers' statements."""
        return self.env["crm.credit.statement.make"]._open(self.commercial_partner_id)

    @api.model
    def _rekey_customer(self, old, new):
        """Statements go with the customer."""
        result = super()._rekey_customer(old, new)
        self.env["crm.credit.statement"].flush_model(["partner_id"])
        self.env.cr.execute(SQL("UPDATE crm_credit_statement SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self.env["crm.credit.statement"].invalidate_model(["partner_id"], flush=False)
        return result
