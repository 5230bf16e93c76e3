from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_round

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint_resolution_approval import FINANCE
from .goods_value import sold_line


class CrmComplaintResolution(models.Model):
    """Credit notes: a draft by Odoo's own reversal of the invoice, posted by finance, which makes the resolution done."""

    _inherit = "crm.complaint.resolution"

    credit_note_ids = fields.One2many("account.move", "complaint_resolution_id", readonly=True)
    credit_status = fields.Char(string="Credit Notes", compute="_compute_credit_status")

    @api.depends("credit_note_ids.state", "credit_note_ids.name")
    def _compute_credit_status(self):
        for resolution in self:
            # sudo: agents need not see accounting; this much they tell the customer
            notes = resolution.sudo().credit_note_ids
            states = dict(notes._fields["state"]._description_selection(self.env))
            resolution.credit_status = ", ".join(
                self.env._("%(note)s: %(state)s", note=note.name or self.env._("Credit note"), state=states[note.state])
                for note in notes
            )

    def _check_proposal(self):
        result = super()._check_proposal()
        if self.kind == "credit":
            self._check_credit()
        return result

    def _least_cost(self):
        """What comes back is refunded at the price paid."""
        refunded = sum(line._value_sold() for line in self.sudo().line_ids) if self.kind == "refund" else 0.0
        return max(super()._least_cost(), self.company_id.currency_id.round(refunded))

    def _carry_out(self):
        if self.kind != "credit":
            return super()._carry_out()
        self._make_note_of_amount()

    def _refund_returned(self):
        """Make the credit notes of what has come back; without anything to credit the refund is done."""
        if not self._make_notes_of_goods():
            self._done()

    def _live_credit_notes(self):
        return self.sudo().credit_note_ids.filtered(lambda move: move.state != "cancel")

    def _credit_notes_posted(self):
        """Finance has posted credit notes: those of a resolution are all it has to do."""
        for resolution in self:
            notes = resolution._live_credit_notes()
            if notes and all(note.state == "posted" for note in notes):
                resolution._done()

    def action_make_credit_note(self):
        """Make the credit note again, after it was cancelled or deleted. Finance.

        :raise AccessError: the user is not of finance
        :raise UserError: there is one, or there is nothing to credit
        """
        check_one(self)
        self.check_access("read")
        if not self.env.user.has_group(FINANCE):
            raise AccessError(self.env._("Only finance makes credit notes."))
        self._approval_expect("approved")
        self.complaint_id._lock_decisions()
        back = self.kind == "refund" and self.sudo()._goods_returned()
        if self.done_on or self._live_credit_notes() or not (back or self.kind == "credit"):
            raise UserError(self.env._("%(resolution)s: there is nothing to credit now.", resolution=self.display_name))
        if back:
            self.sudo()._refund_returned()
        else:
            self._make_note_of_amount()
        return True

    def action_view_credit_notes(self):
        """Show the credit notes to those who may see them (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("complaint_resolution_id", "=", self.id)],
            "name": self.env._("Credit Notes"),
        }

    def _approval_revert(self):
        """Cancel the drafts of credit notes.

        :raise UserError: one is posted
        """
        result = super()._approval_revert()
        notes = self._live_credit_notes()
        if posted := notes.filtered(lambda note: note.state == "posted"):
            raise UserError(
                self.env._(
                    "%(resolution)s: %(note)s is posted, it can't be cancelled.",
                    resolution=self.display_name,
                    note=posted[0].name,
                )
            )
        notes.button_cancel()
        return result

    # -- an amount -----------------------------------------------------------------------------------------------------

    def _invoice_to_credit(self):
        """Return the invoice line that an amount is credited against: the dearest of the goods, or of the order."""
        complaint = self.sudo().complaint_id
        lines = complaint.line_ids.order_line_id.invoice_lines or complaint.order_id.order_line.invoice_lines
        posted = lines.filtered(
            lambda line: line.parent_state == "posted" and line.move_id.move_type == "out_invoice" and line.price_subtotal > 0
        )
        return posted.sorted(lambda line: (line.price_subtotal, line.id), reverse=True)[:1]

    def _check_credit(self):
        """:raise UserError: nothing is invoiced, or the amount is nothing or more than what is left of the invoice"""
        line = self._invoice_to_credit()
        if not line:
            raise UserError(self.env._("%(resolution)s: no invoice of the order is posted yet.", resolution=self.display_name))
        amount, left = self._in_currency_of(line.move_id), line.move_id._complaint_left(self)
        if amount <= 0 or line.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "%(resolution)s: the cost has to be more than nothing and no more than what is left of %(invoice)s, %(left)s:"
                    " the rest of %(worth)s has been credited or promised.",
                    resolution=self.display_name,
                    invoice=line.move_id.name,
                    left=line.currency_id.format(left),
                    worth=line.currency_id.format(line.move_id._complaint_worth()),
                )
            )

    def _in_currency_of(self, invoice):
        """Return the cost of the resolution in the currency of an invoice, at today's rate."""
        today = self.company_id._business_today()
        return self.currency_id._convert(self.amount, invoice.currency_id, self.company_id, today)

    def _make_note_of_amount(self):
        """Credit the cost of the resolution, without tax; the order keeps what was invoiced of it."""
        self._check_credit()
        sold = self._invoice_to_credit()
        total = self._in_currency_of(sold.move_id)
        note = self._reverse(sold.move_id)
        kept = note.invoice_line_ids.filtered(lambda line: line.product_id == sold.product_id)[:1]
        (note.invoice_line_ids - kept).unlink()
        kept.write(
            {
                "name": self.env._("%(complaint)s, %(way)s", complaint=self.complaint_id.name, way=self.type_id.name),
                "quantity": 1,
                "discount": 0,
                "price_unit": total,
                "sale_line_ids": [(5, 0, 0)],
            }
        )
        note._complaint_net(total)
        note.complaint_net = total

    # -- goods ---------------------------------------------------------------------------------------------------------

    def _make_notes_of_goods(self):
        """Credit the goods that have come back, at the price invoiced.

        :return: the draft credit notes; none when nothing of it was invoiced
        """
        notes = self.env["account.move"].sudo()
        for invoice, parts in self.sudo()._parts_to_credit().items():
            note = self._reverse(invoice)
            for line in note.invoice_line_ids:
                quantity = sum(parts.get(sold, 0.0) for sold in line.sale_line_ids)
                if quantity and line.display_type == "product":
                    line.quantity = quantity
                    line.price_unit = self._price_paid(line.price_unit, invoice)
                else:
                    line.unlink()
            note.complaint_net = note.amount_untaxed
            notes |= note
        return notes

    def _price_paid(self, price, invoice):
        """Return a price less its share of what the invoice deducts."""
        share = invoice._complaint_paid_share()
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(price * share, precision_digits=digits, rounding_method="DOWN") if share != 1 else price

    def _parts_to_credit(self, how_much=None):
        """Return what has come back, split over the posted invoices, the latest first.

        :param how_much: function (line, unit) that returns the quantity of a line instead, in a unit
        :return: {invoice: {order line: quantity in the unit of the order line}}
        """
        result = {}
        for line in self.line_ids:
            sold = sold_line(line, self.complaint_id.order_id)
            back = how_much(line, sold.product_uom_id) if how_much else line._came_back(sold.product_uom_id)
            missing = min(back, sold.qty_invoiced) if sold else 0.0
            for invoiced in sold.invoice_lines.sorted("id", reverse=True):
                if invoiced.parent_state != "posted" or invoiced.move_id.move_type != "out_invoice":
                    continue
                part = min(missing, invoiced.product_uom_id._compute_quantity(invoiced.quantity, sold.product_uom_id))
                if sold.product_uom_id.compare(part, 0) > 0:
                    parts = result.setdefault(invoiced.move_id, {})
                    parts[sold] = parts.get(sold, 0.0) + part
                    missing -= part
        return result

    def _reverse(self, invoice):
        """Return the draft of a credit note by Odoo's own reversal."""
        # sudo: who approves it, or takes the goods back, need not be of finance
        wizard = self.env["account.move.reversal"].sudo().with_company(self.company_id)
        wizard = wizard.create(
            {
                "move_ids": [(6, 0, invoice.ids)],
                "company_id": invoice.company_id.id,
                "journal_id": invoice.journal_id.id,
                "date": self.company_id._business_today(),
                "reason": self.complaint_id.name,
            }
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        note.complaint_resolution_id = self.id
        return note
