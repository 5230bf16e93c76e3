from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Invoices that telecom bills have become."""

    _inherit = "account.move"

    telecom_bill_ids = fields.One2many("crm.telecom.bill", "invoice_id", string="Telecom Bills", groups="base.group_user")
    telecom_former_bill_id = fields.Many2one(
        "crm.telecom.bill",
        string="Former Telecom Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="That it was until it was cancelled.",
    )

    telecom_superseded = fields.Boolean(
        string="Telecom Charges Are Elsewhere",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="It was cancelled, and telecom charges of it are on a bill or another invoice now.",
    )

    def _post(self, soft=True):
        """An invoice of a bill comes to what the bill comes to; bills and charges are on one invoice at a time.

        :raise UserError: somebody has changed it, or it was cancelled
        """
        for move in self:
            # sudo: whoever may post it
            if move.sudo().telecom_superseded:
                raise UserError(
                    self.env._("Telecom charges of this invoice are on a bill or another invoice by now: leave it cancelled.")
                )
            # sudo: accountants need not see the bill
            if former := move.sudo().telecom_former_bill_id:
                raise UserError(
                    self.env._(
                        "This was the telecom bill %(bill)s until it was cancelled: leave it cancelled, and post the bill again.",
                        bill=former.name,
                    )
                )
            # sudo: accountants need not see the bill
            bills = move.sudo().telecom_bill_ids
            total = abs(sum(bills.mapped("amount_total")))
            if bills and move.currency_id.compare_amounts(move.amount_total, total):
                raise UserError(
                    self.env._(
                        "This is the telecom bill %(bill)s over %(total)s: bring it back to that amount, or cancel it.",
                        bill=bills[0].name,
                        total=move.currency_id.format(total),
                    )
                )
        return super()._post(soft)

    def button_draft(self):
        result = super().button_draft()
        self._settle_telecom_bills()
        return result

    def button_cancel(self):
        """The bill of a cancelled invoice is to be posted again."""
        result = super().button_cancel()
        self._release_telecom_bills()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_release_telecom_bills(self):
        self._release_telecom_bills()

    def _supersede_telecom(self):
        """Note that charges of these invoices, which were cancelled, are charged elsewhere now."""
        for move in self.filtered(lambda each: not each.telecom_superseded):
            move.telecom_superseded = True

    def _telecom_bills(self):
        # sudo: whoever may change the invoice changes what is paid of the bill
        return self.env["crm.telecom.bill"].sudo().search([("invoice_id", "in", self.ids)])

    def _settle_telecom_bills(self):
        """The bills of these invoices know what has been paid."""
        self._telecom_bills()._settle_by_invoice()

    def _release_telecom_bills(self):
        bills = self._telecom_bills()
        for bill in bills:
            bill.invoice_id.telecom_former_bill_id = bill
            bill._guarded_write({"invoice_id": False})
            bill._write_paid(0.0, bill.paid_reported)
        bills._settle("invoice")
