from odoo import models
from odoo.fields import Command


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_invoices(self, world):
        """Invoice what has been invoiced by today, each invoice with its own date; some stay drafts."""
        due = [order for order in world.orders if order.invoiced and order.fate in ("done", "return")]
        for batch in self._in_batches(due, "invoices"):
            moves = self.env["account.move"].create([self._prepare_invoice_values(order) for order in batch])
            moves._post(soft=False)
            for order, move in zip(batch, moves, strict=True):
                order.invoice = move
        drafts = [order for order in world.orders if order.fate == "draft_invoice"]
        for order in drafts:
            self.env["account.move"].create(self._prepare_invoice_values(order, date=world.today))
        self._load_down_payments(world)
        self._progress("%s invoices, %s drafts", len(due), len(drafts))

    def _prepare_invoice_values(self, order, date=None):
        record = order.record
        lines = [Command.create(line._prepare_invoice_line()) for line in record._get_invoiceable_lines()]
        return dict(record._prepare_invoice(), invoice_date=date or order.invoiced, invoice_line_ids=lines)

    def _load_down_payments(self, world):
        """Invoice 30 % in advance for some confirmed orders."""
        for order in [order for order in world.orders if order.fate == "down_payment"]:
            wizard = self.env["sale.advance.payment.inv"].create(
                {
                    "sale_order_ids": [Command.set(order.record.ids)],
                    "advance_payment_method": "percentage",
                    "amount": 30,
                }
            )
            order.invoice = wizard._create_invoices(order.record)
            order.invoice.invoice_date = order.invoiced
            order.invoice._post(soft=False)
