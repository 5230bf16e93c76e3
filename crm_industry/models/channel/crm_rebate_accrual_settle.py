from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_ids

ACCOUNTANT = "account.group_account_invoice"


class CrmRebateAccrual(models.Model):
    """Approved rebates become draft credit notes, one for each dealer; what is taken back makes it an invoice."""

    _inherit = "crm.rebate.accrual"

    def action_settle(self):
        """Make a draft credit note for each dealer of these approved rebates. Accountants.

        Before that they are worked out once more: what has changed since it was approved has to be approved again.

        :return: action that shows the credit notes
        :raise UserError: one is not approved, or has changed; the settings lack the product
        """
        check_ids(self)
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants settle rebates."))
        self.check_access("read")
        self._lock()
        self._check_settle()
        moves = self.env["account.move"]
        for (company, partner), accruals in self.grouped(lambda accrual: (accrual.company_id, accrual.partner_id)).items():
            moves |= accruals._settle(company, partner)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
            "name": self.env._("Credit Notes of Rebates"),
        }

    def action_view_move(self):
        """The credit note."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _lock(self):
        """Of two people who settle the same rebate at once one has to begin again, and finds it settled."""
        self.env["crm.capacity.lock"]._lock_capacity(
            f"rebate:{accrual.rule_id.id}:{accrual.partner_id.id}:{accrual.date_from}" for accrual in self
        )

    def _check_settle(self):
        """:raise UserError: a rebate cannot be settled, or is not what was approved"""
        for accrual in self:
            accrual._approval_expect("approved")
            if accrual.move_id:
                # sudo: the accountant may belong to another branch
                move = accrual.sudo().move_id
                raise UserError(
                    self.env._("%(rebate)s is settled by %(move)s.", rebate=accrual.display_name, move=move.display_name)
                )
        approved = {accrual: (accrual.due_amount, accrual.partner_id) for accrual in self}
        # sudo: the calculation reads what accountants need not see
        for rule, first, last in {(accrual.rule_id, accrual.date_from, accrual.date_to) for accrual in self.sudo()}:
            rule._calculate_period(first, last)
        for accrual, (amount, dealer) in approved.items():
            accrual.sudo()._check_unchanged(amount, dealer)

    def _check_unchanged(self, amount, dealer):
        """:raise UserError: the rebate of a dealer does not come to the amount that was approved any more"""
        gone = not self.exists() or self.approval_state != "approved"
        if gone or self.currency_id.compare_amounts(self.due_amount, amount):
            raise UserError(
                self.env._(
                    "The figures of the rebate of %(dealer)s have changed since it was approved: calculate the rule, and have it"
                    " approved again.",
                    dealer=dealer.display_name,
                )
            )

    def _settle(self, company, partner):
        """Make the credit note of one dealer; an invoice when more is taken back than given."""
        total = company.currency_id.round(sum(self.mapped("due_amount")))
        sign = -1 if total < 0 else 1
        move = self.env["account.move"].with_company(company).create(self._prepare_move(company, partner, sign))
        move._settle_rebates_net(company, abs(total))
        # sudo: accountants cannot write rebates in any other way
        self.sudo()._guarded_write({"move_id": move.id, "settled_on": company._business_today()})
        for accrual in self.sudo():
            accrual.message_post(body=self.env._("Settled by a draft credit note."))
        return move

    def _prepare_move(self, company, partner, sign):
        settings = company.sudo()
        if not settings.rebate_product_id:
            raise UserError(
                self.env._("Choose the product of rebates of %(company)s in the settings first.", company=company.name)
            )
        invoiced = partner.browse(partner.address_get(["invoice"])["invoice"])
        return {
            "move_type": "out_refund" if sign > 0 else "out_invoice",
            "company_id": company.id,
            "partner_id": invoiced.id,
            "invoice_date": company._business_today(),
            "invoice_origin": self.env._("Rebates"),
            "invoice_line_ids": [Command.create(accrual._prepare_move_line(settings, sign)) for accrual in self],
        }

    def _prepare_move_line(self, company, sign):
        """Taxes come from the product by the dealer's fiscal position, as of any invoice line."""
        values = {
            "product_id": company.rebate_product_id.id,
            "name": self.env._(
                "%(rule)s, %(first)s - %(last)s",
                rule=self.rule_id.name,
                first=fields.Date.to_string(self.date_from),
                last=fields.Date.to_string(self.date_to),
            ),
            "quantity": 1,
            "price_unit": sign * self.due_amount,
            "rebate_accrual_id": self.id,
        }
        if company.rebate_account_id:
            values["account_id"] = company.rebate_account_id.id
        return values
