from odoo import models


class CrmCreditBill(models.Model):
    _inherit = "crm.credit.bill"

    def _step(self, state):
        """A bill that was honoured or settled makes room for held documents."""
        result = super()._step(state)
        for company, bills in self.grouped("company_id").items():
            self.env["crm.credit.recheck"]._enqueue(bills.partner_id, company)
        return result
