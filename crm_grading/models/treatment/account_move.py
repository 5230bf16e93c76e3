from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_invoice_payment_term_id(self):
        """A new invoice without an order follows the customer's grade; one of an order has the term of the order."""
        result = super()._compute_invoice_payment_term_id()
        documents = self.filtered(lambda move: move.is_sale_document(include_receipts=True) and move.partner_id)
        for company, moves in documents.grouped("company_id").items():
            policies = moves.partner_id.with_company(company)._service_policy()
            for move in moves:
                term = policies[move.partner_id.id].get("payment_term_id")
                if term:
                    move.invoice_payment_term_id = term
        return result
