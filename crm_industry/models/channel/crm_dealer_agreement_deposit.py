from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class CrmDealerAgreement(models.Model):
    """The deposit of an agreement: what was agreed, what is there, what of it is in the books."""

    _inherit = "crm.dealer.agreement"

    deposit_amount = CheckedMonetary(string="Deposit Agreed", tracking=True)
    deposit_ids = fields.One2many("crm.dealer.deposit", "agreement_id", string="Movements of the Deposit")
    deposit_received = fields.Monetary(compute="_compute_deposit", compute_sudo=True)
    deposit_used = fields.Monetary(compute="_compute_deposit", compute_sudo=True, help="Used for penalties.")
    deposit_balance = fields.Monetary(
        string="Deposit Left", compute="_compute_deposit", compute_sudo=True, help="Received less used and paid back."
    )
    deposit_booked = fields.Monetary(
        string="Of This Booked", compute="_compute_deposit", compute_sudo=True, help="The part with a posted journal entry."
    )
    deposit_missing = fields.Monetary(
        compute="_compute_deposit", compute_sudo=True, help="Agreed and not there, or used up."
    )

    _deposit_range = models.Constraint(
        "CHECK (deposit_amount >= 0 AND deposit_amount <= 1000000000000)",
        "A deposit can't be negative, nor above 1,000,000,000,000.",
    )

    @api.depends("deposit_amount", "deposit_ids.signed_amount", "deposit_ids.move_id.state")
    def _compute_deposit(self):
        for agreement in self:
            entries = agreement.deposit_ids
            booked = entries.filtered(lambda entry: entry.move_id.state == "posted")
            agreement.deposit_received = sum(entries.filtered(lambda entry: entry.kind == "receipt").mapped("amount"))
            agreement.deposit_used = sum(entries.filtered(lambda entry: entry.kind == "use").mapped("amount"))
            agreement.deposit_balance = sum(entries.mapped("signed_amount"))
            agreement.deposit_booked = sum(booked.mapped("signed_amount"))
            agreement.deposit_missing = max(agreement.deposit_amount - agreement.deposit_balance, 0.0)

    def _deposit_left(self):
        """Received less used and paid back, as it is in the database, in the currency of the company.

        :rtype: float
        """
        self.ensure_one()
        # sudo: a sum, for whoever may write a movement
        movements = self.env["crm.dealer.deposit"].sudo()
        [(left,)] = movements._read_group([("agreement_id", "=", self.id)], [], ["signed_amount:sum"])
        return left or 0.0

    def _check_deposit(self):
        """:raise UserError: a part of the deposit is missing and the company wants it before the agreement begins"""
        self.ensure_one()
        missing = self.deposit_missing
        if self.company_id.sudo().channel_deposit_required and self.currency_id.compare_amounts(missing, 0.0) > 0:
            raise UserError(
                self.env._(
                    "%(agreement)s: %(amount)s of the deposit are missing.",
                    agreement=self.display_name,
                    amount=self.currency_id.format(missing),
                )
            )

    def _use_deposit(self, amount, reason, day=None):
        """Use a part of the deposit, for a penalty; for code that has checked who decides.

        :param float amount: in the currency of the company, more than 0
        :param str reason: shown on the agreement
        :return: the `crm.dealer.deposit` entry
        :raise UserError: there is not as much left
        """
        self.ensure_one()
        # sudo: who decides on penalties need not be one who writes deposits
        return self.env["crm.dealer.deposit"].sudo().create(
            {
                "agreement_id": self.id,
                "kind": "use",
                "amount": amount,
                "reason": reason,
                "day": day or self._business_today(),
            }
        )
