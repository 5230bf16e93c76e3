from odoo import models

from ..account.crm_credit_account import GRANT_FIELDS


class CrmCreditAccount(models.Model):
    _inherit = "crm.credit.account"

    def write(self, vals):
        """A higher limit, another policy or a better status may let held documents pass."""
        result = super().write(vals)
        if vals.keys() & {*GRANT_FIELDS, "status"}:
            self._enqueue_recheck()
        return result

    def _enqueue_recheck(self):
        """Have the held documents of the accounts' customers judged again."""
        for company, accounts in self.sudo().grouped("company_id").items():
            self.env["crm.credit.recheck"]._enqueue(accounts.partner_id, company)
