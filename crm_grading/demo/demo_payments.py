from odoo import models
from odoo.fields import Command


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_payments(self, world):
        """Receive what the customers have paid by today and match it with the invoices."""
        journal = self._bank_journal(world.company)
        paid = [order for order in world.orders if order.invoice and order.payment]
        paid.sort(key=lambda order: order.payment.date)
        values = [self._prepare_payment_values(journal, order) for order in paid]
        payments = self.env["account.payment"].create(values)
        payments.action_post()
        plan = []
        for order, payment in zip(paid, payments, strict=True):
            plan.append(self._open_lines(order.invoice) + self._open_lines(payment.move_id))
        self.env["account.move.line"]._reconcile_plan(plan)
        self._load_advances(world, journal)
        self._progress("%s payments", len(payments))

    def _prepare_payment_values(self, journal, order):
        invoice = order.invoice
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoice.commercial_partner_id.id,
            "journal_id": journal.id,
            "date": order.payment.date,
            "currency_id": invoice.currency_id.id,
            "amount": invoice.currency_id.round(invoice.amount_total * order.payment.share),
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
