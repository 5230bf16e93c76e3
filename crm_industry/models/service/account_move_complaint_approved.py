from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from .crm_complaint import OVER


class AccountMove(models.Model):
    """Credit notes of complaints come to what was approved; accounts, taxes, texts and dates are the accountants'."""

    _inherit = "account.move"

    complaint_net = CheckedMonetary(
        string="Approved for the Complaint",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Before tax: the credit note is posted with this amount.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if not self.env.su and moves.sudo().filtered("complaint_net"):
            moves._refuse_complaint_net()
        return moves

    def write(self, vals):
        """Post what was approved, by whatever door.

        :raise UserError: the credit note of a complaint is posted with something else, or would not be posted any more while a
            closed complaint is based on it
        """
        if "complaint_net" in vals and not self.env.su:
            self._refuse_complaint_net()
        # sudo: accountants need not handle complaints
        notes = self.sudo().filtered("complaint_resolution_id") if "state" in vals else self.sudo().browse()
        undone = notes.filtered(lambda note: note.state == "posted" != vals["state"])
        undone._check_complaint_open()
        for note in notes if vals.get("state") == "posted" else ():
            note._check_complaint_approved()
        result = super().write(vals)
        undone.complaint_resolution_id._credit_notes_undone()
        return result

    def _refuse_complaint_net(self):
        raise AccessError(self.env._("What was approved for a complaint stands in its resolution: propose another one there."))

    def _check_complaint_open(self):
        for note in self:
            complaint = note.complaint_resolution_id.complaint_id
            # Nobody closes it meanwhile.
            complaint._lock_decisions()
            if complaint.state in OVER:
                raise UserError(
                    self.env._(
                        "%(note)s: the customer got it for %(complaint)s, which is closed. Have the complaint reopened before you"
                        " take the credit note back.",
                        note=note.name,
                        complaint=complaint.display_name,
                    )
                )

    def _check_complaint_approved(self):
        """:raise UserError: amount, currency or customer are others, or the invoice would be credited with more than its worth"""
        invoice, currency = self.reversed_entry_id, self.currency_id
        same = (self.move_type, self.commercial_partner_id, currency) == (
            "out_refund",
            invoice.commercial_partner_id,
            invoice.currency_id,
        )
        if not same or currency.compare_amounts(self.amount_untaxed, self.complaint_net):
            raise UserError(
                self.env._(
                    "%(note)s: %(approved)s before tax are approved for %(customer)s, not %(found)s. Set it right, or cancel it"
                    " and make the credit note of “%(resolution)s” again.",
                    note=self.display_name,
                    approved=invoice.currency_id.format(self.complaint_net),
                    customer=invoice.commercial_partner_id.display_name,
                    found=currency.format(self.amount_untaxed),
                    resolution=self.complaint_resolution_id.display_name,
                )
            )
        invoice._check_complaint_credited(self)
