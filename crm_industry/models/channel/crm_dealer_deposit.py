from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary


class CrmDealerDeposit(models.Model):
    """Money of a dealer that secures an agreement: received, used for a penalty, or paid back. Never changed: a mistake is
    corrected by an entry the other way round."""

    _name = "crm.dealer.deposit"
    _description = "Deposit of a Dealer"
    _inherit = ["crm.derived.mixin"]
    _order = "day desc, id desc"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "crm.dealer.agreement", required=True, index=True, ondelete="restrict", check_company=True
    )
    dealer_id = fields.Many2one(related="agreement_id.dealer_id")
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = CheckedDate(required=True, default=lambda self: self.env.company.root_id._business_today())
    kind = fields.Selection(
        [("receipt", "Paid In"), ("use", "Used"), ("refund", "Paid Back")], required=True, default="receipt"
    )
    amount = CheckedMonetary(required=True)
    signed_amount = fields.Monetary(
        string="Change", compute="_compute_signed_amount", store=True, help="Amounts used or paid back are negative."
    )
    reason = fields.Char(required=True)
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'child_of', company_id), ('state', '=', 'posted')]",
        help="The entry in the books. Without one, or before it is posted, the amount is agreed but not booked.",
    )

    _amount_in_range = models.Constraint(
        "CHECK (amount > 0 AND amount <= 1000000000000)", "A deposit is more than 0 and at most 1,000,000,000,000."
    )

    @api.depends("kind", "amount")
    def _compute_signed_amount(self):
        for entry in self:
            entry.signed_amount = entry.amount if entry.kind == "receipt" else -entry.amount

    @api.depends("kind", "amount", "agreement_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            amount = entry.currency_id.format(entry.amount) if entry.currency_id else ""
            entry.display_name = " · ".join(filter(None, (entry.agreement_id.name, kinds.get(entry.kind), amount)))

    @api.constrains("move_id")
    def _check_move(self):
        for entry in self.filtered("move_id"):
            # sudo: channel managers need not be allowed to read the books
            move = entry.sudo().move_id
            if entry.dealer_id not in (move.partner_id | move.line_ids.partner_id).commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(entry)s is no journal entry of %(dealer)s.",
                        entry=move.display_name,
                        dealer=entry.dealer_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Note movements of deposits.

        :raise UserError: more would be used or paid back than there is
        """
        default = self.default_get(["agreement_id"]).get("agreement_id")
        agreement_ids = {vals.get("agreement_id", default) for vals in vals_list} - {None, False}
        self.env["crm.capacity.lock"]._lock_capacity(f"dealer_deposit:{agreement_id}" for agreement_id in agreement_ids)
        entries = super().create(vals_list)
        for agreement in entries.agreement_id:
            if agreement.currency_id.compare_amounts(agreement._deposit_left(), 0.0) < 0:
                raise UserError(
                    self.env._(
                        "%(agreement)s has less deposit than that: only what has been received can be used or paid back.",
                        agreement=agreement.display_name,
                    )
                )
        for entry in entries:
            entry.agreement_id._message_log(body=entry._text())
        return entries

    def write(self, vals):
        """Only the journal entry may be given later, once."""
        if vals.keys() - {"move_id"} or any(entry.move_id for entry in self):
            raise UserError(
                self.env._("Entries of a deposit are kept as they are: correct them by one the other way round.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Entries of a deposit are kept as they are: correct them by one the other way round."))

    def _text(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "Deposit: %(kind)s %(amount)s (%(reason)s)",
            kind=kinds[self.kind],
            amount=self.currency_id.format(self.amount),
            reason=self.reason,
        )
