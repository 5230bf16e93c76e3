from odoo import models


class CrmCreditSecurity(models.Model):
    _inherit = "crm.credit.security"

    def action_accept(self):
        """A security makes room for held documents."""
        result = super().action_accept()
        self.account_id._enqueue_recheck()
        return result
