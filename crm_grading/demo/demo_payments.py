from odoo import models
from odoo.fields import Command

# days; younger money is in the list of payments
BOOKED_DIRECTLY_BEFORE = 120


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_payments(self, world):
        """Receive what the customers have paid by today and match it with the invoices."""
        journal = self._bank_journal(world.company)
        paid = [order for order in world.orders if order.invoice and order.payment]
        paid.sort(key=lambda order: order.payment.date)
        limit = world.day(BOOKED_DIRECTLY_BEFORE)
        for batch in self._in_batches(paid, "payments"):
            old = [order for order in batch if order.payment.date < limit]
            young = batch[len(old) :]
            entries = self.env["account.move"].create([self._prepare_bank_entry_values(world, journal, order) for order in old])
            entries._post(soft=False)
            payments = self.env["account.payment"].create([self._prepare_payment_values(journal, order) for order in young])
            payments.action_post()
            moves = [*entries, *(payment.move_id for payment in payments)]
            self.env["account.move.line"]._reconcile_plan(
                [self._open_lines(order.invoice) + self._open_lines(move) for order, move in zip(batch, moves, strict=True)]
            )
        self._load_advances(world, journal)

    def _prepare_bank_entry_values(self, world, journal, order):
        """Return the entry of an old payment: as a bookkeeper enters a bank statement, a good deal faster than a payment."""
        invoice, company = order.invoice, world.company
        amount = self._paid_amount(order)
        balance = invoice.currency_id._convert(amount, company.currency_id, company, order.payment.date)
        line = {"partner_id": invoice.commercial_partner_id.id, "currency_id": invoice.currency_id.id, "name": invoice.name}
        receivable = self._open_lines(invoice).account_id
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": order.payment.date,
            "ref": invoice.name,
            "line_ids": [
                Command.create(dict(line, account_id=journal.default_account_id.id, amount_currency=amount, balance=balance)),
                Command.create(dict(line, account_id=receivable.id, amount_currency=-amount, balance=-balance)),
            ],
        }

    def _paid_amount(self, order):
        return order.invoice.currency_id.round(order.invoice.amount_total * order.payment.share)

    def _prepare_payment_values(self, journal, order):
        invoice = order.invoice
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoice.commercial_partner_id.id,
            "journal_id": journal.id,
            "date": order.payment.date,
            "currency_id": invoice.currency_id.id,
            "amount": self._paid_amount(order),
            "memo": invoice.payment_reference or invoice.name,
            "invoice_ids": [Command.set(invoice.ids)],
        }

    def _open_lines(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def _load_advances(self, world, journal):
        """Money that came without an invoice: two customers have paid something on account."""
        payers = [customer for customer in world.customers if customer.payer == "good"][1:3]
        values = [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": customer.record.id,
                "journal_id": journal.id,
                "date": world.day(9 + 4 * number),
                "currency_id": world.company.currency_id.id,
                "amount": 5000.0 * (number + 1),
                "memo": "预付货款",
            }
            for number, customer in enumerate(payers)
        ]
        self.env["account.payment"].create(values).action_post()
