from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day, as_number, as_text, check_one


class CrmTelecomBill(models.Model):
    """Payments of bills."""

    _inherit = "crm.telecom.bill"

    def action_register_payment(self, amount=False, date=False, reference=False):
        """Write down a payment of the bill; a negative amount takes one back. Managers. Without an amount a window asks for it.

        :param float amount: in the currency of the bill
        :param date: when the money came, today by default
        :param str reference: of the payment; a bill has none twice
        :raise AccessError: the user is no telecom manager
        :raise UserError: something stands against it
        """
        check_one(self)
        self._check_bill_manager()
        self.check_access("write")
        if amount is False:
            return self._ask_payment()
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks("pay"))
        amount = self.currency_id.round(as_number(self.env, amount))
        day = as_day(self.env, date) or self._lifecycle_today()
        reference = as_text(self.env, reference).strip()
        if against := self._payment_reasons(amount, day, reference):
            raise UserError(" ".join(against))
        # sudo: payments have no other way in
        self.env["crm.telecom.bill.payment"].sudo()._write_down(self, amount, day, reference)
        self.sudo()._sum_payments("user", reference)
        return True

    def _ask_payment(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a Payment"),
            "res_model": "crm.telecom.bill.pay",
            "view_mode": "form",
            "target": "new",
            "context": {"default_bill_id": self.id},
        }

    def _payment_reasons(self, amount, day, reference):
        """Return what stands against a payment, a sentence each. Extend by super."""
        self.ensure_one()
        sign = -1 if self.amount_total < 0 else 1
        open_amount, paid = sign * self.amount_open, sign * self.paid_registered
        reasons = []
        if self.currency_id.is_zero(amount):
            reasons.append(self.env._("Give the amount that was paid."))
        if self.currency_id.compare_amounts(sign * amount, open_amount) > 0:
            open_text = self.currency_id.format(self.amount_open)
            reasons.append(self.env._("Of the bill %(bill)s only %(open)s is open.", bill=self.name, open=open_text))
        if self.currency_id.compare_amounts(-sign * amount, paid) > 0:
            reasons.append(self.env._("More can't be taken back of the bill %(bill)s than was written down.", bill=self.name))
        if day > self._lifecycle_today():
            reasons.append(self.env._("%(day)s lies in the future.", day=format_date(self.env, day)))
        if reference and reference in self.payment_ids.mapped("reference"):
            reasons.append(
                self.env._("The bill %(bill)s has the payment “%(reference)s” already.", bill=self.name, reference=reference)
            )
        return reasons

    def _sum_payments(self, source, note=None):
        """Work out what has been paid of bills, and bring their states in step."""
        totals = dict(
            self.env["crm.telecom.bill.payment"]._read_group([("bill_id", "in", self.ids)], ["bill_id"], ["amount:sum"])
        )
        for bill in self:
            registered = bill.currency_id.round(totals.get(bill, 0.0))
            bill._write_paid(registered, bill.currency_id.round(registered + bill.paid_reported))
        self._settle(source, note)

    def _write_paid(self, registered, paid):
        self.ensure_one()
        values = {"paid_registered": registered, "amount_paid": paid}
        self._guarded_write(values | {"amount_open": self.currency_id.round(self.amount_total - paid)})
