from odoo import api, fields, models


class CrmCreditAccount(models.Model):
    """What raises or covers the credit: temporary limits, securities, bills; and the log of what it was."""

    _inherit = "crm.credit.account"

    temporary_limit_ids = fields.One2many("crm.credit.temporary.limit", "account_id", string="Temporary Limits")
    security_ids = fields.One2many("crm.credit.security", "account_id", string="Securities")
    bill_ids = fields.One2many("crm.credit.bill", compute="_compute_bill_ids", string="Acceptance Bills")
    limit_change_ids = fields.One2many("crm.credit.limit.change", "account_id", string="Changes of the Limit")

    def action_give_temporary_limit(self):
        """A form for a temporary limit of the account."""
        return self._form_for("crm.credit.temporary.limit", self.env._("Temporary Limit"))

    def action_add_security(self):
        """A form for a security of the account."""
        return self._form_for("crm.credit.security", self.env._("Security"))

    def _form_for(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    @api.depends("partner_id", "company_id")
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
