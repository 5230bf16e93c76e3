from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Payments of invoices that telecom bills have become settle the bills."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._telecom_moves()._settle_telecom_bills()
        return partials

    def unlink(self):
        moves = self._telecom_moves()
        result = super().unlink()
        moves.exists()._settle_telecom_bills()
        return result

    def _telecom_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id
