from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What an invoice is worth to its customer, and what of it has been credited; in sudo, invoice currency, without tax."""

    _inherit = "account.move"

    def _complaint_sold_lines(self):
        """Return the lines of goods: down payments, paid or deducted, are no goods, except where there is nothing else."""
        products = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return products.filtered(lambda line: not line.is_downpayment) or products

    def _complaint_worth(self):
        return sum(self._complaint_sold_lines().mapped("price_subtotal"))

    def _complaint_paid_share(self):
        """Return what part of its price was paid for each of the goods, where the invoice deducts discounts: 1 is all."""
        dear = sum(line.price_subtotal for line in self._complaint_sold_lines() if line.price_subtotal > 0)
        return max(self._complaint_worth() / dear, 0.0) if dear else 1.0

    def _complaint_credited(self):
        """Return what credit notes, drafts too, take back of the invoice; those that were reversed themselves don't."""
        notes = self.reversal_move_ids.filtered(lambda note: note.move_type == "out_refund" and note.state != "cancel")
        return sum(note._complaint_kept(self.currency_id) for note in notes)

    def _complaint_kept(self, currency):
        """Return what of a credit note was not reversed, in a currency."""
        reversals = self.reversal_move_ids.filtered(lambda move: move.state == "posted")
        net = self.amount_untaxed - sum(reversals.mapped("amount_untaxed"))
        return self.currency_id._convert(net, currency, self.company_id, self.date)

    def _complaint_left(self, resolution):
        """Return what may still be credited of the invoice.

        :param resolution: crm.complaint.resolution that asks for it
        """
        waiting = self.env["crm.complaint.resolution"].sudo()._waiting_for_credit(self) - resolution
        left = self._complaint_worth() - self._complaint_credited() - sum(each._credit_to_come(self) for each in waiting)
        return max(left, 0.0)

    def _check_complaint_credited(self, note):
        """:raise UserError: with a credit note more is credited than the invoice is worth"""
        if self.currency_id.compare_amounts(self._complaint_credited(), self._complaint_worth()) > 0:
            raise UserError(
                self.env._(
                    "%(note)s: credit notes would take %(credited)s back of %(invoice)s, which is worth %(worth)s. Cancel one of"
                    " them, or the resolution “%(resolution)s”.",
                    note=note.display_name,
                    credited=self.currency_id.format(self._complaint_credited()),
                    invoice=self.name,
                    worth=self.currency_id.format(self._complaint_worth()),
                    resolution=note.complaint_resolution_id.display_name,
                )
            )
