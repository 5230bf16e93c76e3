from odoo import models


class CrmCreditClass(models.Model):
    _inherit = "crm.credit.class"

    def write(self, vals):
        """Another policy of the class may let held documents pass."""
        result = super().write(vals)
        if "policy_id" in vals:
            for company in self.company_id:
                self.env["crm.credit.recheck"]._enqueue_held(company)
        return result
