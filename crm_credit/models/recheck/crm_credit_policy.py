from odoo import models

from ..policy.crm_credit_account_rules import POLICY_COLUMNS


class CrmCreditPolicy(models.Model):
    _inherit = "crm.credit.policy"

    def write(self, vals):
        """A milder policy may let held documents pass; a stricter one lifts no hold, so it isn't told apart."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(POLICY_COLUMNS):
            for company in self.company_id:
                self.env["crm.credit.recheck"]._enqueue_held(company)
        return result
