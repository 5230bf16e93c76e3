from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """An invoice that is paid is not overdue any more."""
        partials = super().create(vals_list)
        for company, found in partials.grouped("company_id").items():
            paid = found.debit_move_id.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            self.env["crm.credit.recheck"]._enqueue(paid.partner_id, company)
        return partials
