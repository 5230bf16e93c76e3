from odoo import models


class CrmCreditAccount(models.Model):
    _inherit = "crm.credit.account"

    def action_credit_statement(self):
        """Ask for the days of the customers' statements."""
        return self.env["crm.credit.statement.make"]._open(self.partner_id, self.company_id[:1])
