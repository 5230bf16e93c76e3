from odoo import fields, models


class CrmCreditAccount(models.Model):
    """What raises or covers the credit: temporary limits, securities, bills; and the log of what it was."""

    _inherit = "crm.credit.account"

    temporary_limit_ids = fields.One2many("crm.credit.temporary.limit", "account_id", string="Temporary Limits")
    security_ids = fields.One2many("crm.credit.security", "account_id", string="Securities")
    bill_ids = fields.One2many("crm.credit.bill", compute="_compute_bill_ids", string="Acceptance Bills")
    limit_change_ids = fields.One2many("crm.credit.limit.change", "account_id", string="Changes of the Limit")

    def _compute_bill_ids(self):
        """Bills belong to the customer, who may have no account."""
        bills = self.env["crm.credit.bill"].search(
            [
                ("partner_id", "child_of", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        by_key = bills.grouped(lambda bill: (bill.partner_id.commercial_partner_id, bill.company_id))
        for account in self:
            account.bill_ids = by_key.get((account.partner_id, account.company_id), False)
