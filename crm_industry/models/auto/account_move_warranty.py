from odoo import fields, models


class AccountMove(models.Model):
    """Invoices to makers: when one is paid, the warranty claims on it are reimbursed."""

    _inherit = "account.move"

    warranty_claim_ids = fields.One2many("crm.warranty.claim", "invoice_id", readonly=True, groups="base.group_user")

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # sudo: whoever writes the payment down
        self.sudo().filtered(lambda move: move.move_type == "out_invoice").warranty_claim_ids._reimburse()
        return result
