from odoo import models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """A posted invoice is owed by its customer: its receivables can't be given to another one."""
        if "partner_id" in vals:
            self._credit_refuse_other_debtor(self.env["res.partner"].browse(vals["partner_id"] or ()))
        return super().write(vals)

    def _credit_refuse_other_debtor(self, partner):
        """Raise UserError when receivables of posted customer invoices would leave the customer's exposure."""
        # sudo: whose contact somebody is may be hidden from the user
        debtor = partner.sudo().commercial_partner_id
        for line in self.sudo():
            move = line.move_id
            owed = line.parent_state == "posted" and line.account_type == "asset_receivable" and move.is_sale_document(True)
            if owed and debtor != move.partner_id.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s is owed by %(customer)s: reverse it and invoice the other customer instead.",
                        invoice=move.display_name,
                        customer=move.partner_id.commercial_partner_id.display_name,
                    )
                )
