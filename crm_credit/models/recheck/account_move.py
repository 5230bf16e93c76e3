from odoo import api, models

from ..check.account_move_credit_check import CHECKED


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Payments, credit notes and other entries that lower what a customer owes make room for held documents."""
        posted = super()._post(soft=soft)
        for company, moves in posted.grouped("company_id").items():
            credits = moves.line_ids.filtered(
                lambda line: line.balance < 0 and line.account_id.account_type == "asset_receivable"
            )
            self.env["crm.credit.recheck"]._enqueue(credits.partner_id, company)
        return posted

    def button_cancel(self):
        """An invoice that is cancelled makes room for held documents."""
        result = super().button_cancel()
        self._credit_enqueue()
        return result

    def unlink(self):
        """So does a draft that is deleted."""
        self._credit_enqueue()
        return super().unlink()

    def _credit_enqueue(self):
        invoices = self.filtered(lambda move: move.move_type in CHECKED)
        for company, moves in invoices.grouped("company_id").items():
            self.env["crm.credit.recheck"]._enqueue(moves.partner_id, company)

    @api.model
    def _credit_held_domain(self):
        return [*super()._credit_held_domain(), ("state", "=", "draft")]

    def _credit_recheck_amounts(self):
        return self._credit_amounts(), self, True

    def _credit_lift_text(self):
        return self.env._("The credit hold has lifted: the invoice can be posted.")
