"""Customer invoices and credit notes as rows."""

from datetime import timedelta

from .company_tables import decimal, money, quantity
from .documents import rounded


def sides(balance, foreign):
    """:return: the amounts of a journal item; ``balance`` is debit minus credit"""
    return {
        "debit": money(max(balance, 0)),
        "credit": money(max(-balance, 0)),
        "balance": money(balance),
        "amount_currency": money(foreign),
    }


class InvoiceRows:
    """Writes the invoices of one company."""

    def __init__(self, tables):
        self.tables = tables

    def invoice(self, invoice):
        """Write an invoice or credit note with its product, tax and receivable lines.

        :return: (its id, paid cents, total cents), both in company currency
        """
        posted = invoice.state == "posted"
        number = next(self.tables.numbers)
        prefix = f"{'INV' if invoice.sign > 0 else 'RINV'}/{invoice.day.year}/"
        name = f"{prefix}{number:07d}" if posted else None
        balances = [
            (item, self._balance(invoice, item.subtotal), self._balance(invoice, item.tax)) for item in invoice.items
        ]
        dues = self._dues(invoice, sum(row[1] + row[2] for row in balances))
        move = self._move(invoice, name, prefix, number, balances, dues)
        same = {
            "move_id": move,
            "partner_id": invoice.customer,
            "currency_id": invoice.currency,
            "parent_state": invoice.state,
            "move_name": name,
            "date": invoice.day,
            "invoice_date": invoice.day if posted else None,
        }
        for item, base, tax in balances:
            self._item_line(same, invoice, item, base)
            self._tax_line(same, invoice, item, base, tax)
        for due in dues:
            self._due_line(same, **due)
        total = sum(due["balance"] for due in dues)
        return move, total - sum(due["residual"] for due in dues), total

    @staticmethod
    def _balance(invoice, cents):
        """:return: the amount in company currency, positive when the customer owes it"""
        return invoice.sign * rounded(cents / invoice.rate)

    @staticmethod
    def _dues(invoice, balance):
        """Split the total over the payment terms; what is paid is the same share of each."""
        total = invoice.sign * sum(item.total for item in invoice.items)
        left, left_foreign = balance, total
        dues = []
        for index, (days, share) in enumerate(invoice.terms):
            last = index == len(invoice.terms) - 1
            part = left if last else rounded(balance * share)
            foreign = left_foreign if last else rounded(total * share)
            left, left_foreign = left - part, left_foreign - foreign
            dues.append(
                {
                    "day": invoice.day + timedelta(days),
                    "balance": part,
                    "foreign": foreign,
                    "residual": rounded(part * invoice.open_share),
                    "foreign_residual": rounded(foreign * invoice.open_share),
                }
            )
        return dues

    def _move(self, invoice, name, prefix, number, balances, dues):
        posted = invoice.state == "posted"
        untaxed = sum(item.subtotal for item in invoice.items)
        tax = sum(item.tax for item in invoice.items)
        residual = sum(due["residual"] for due in dues)
        paid = {0: "paid", 1: "not_paid"}.get(invoice.open_share, "partial")
        return self.tables.add(
            "invoice",
            partner_id=invoice.contact,
            partner_shipping_id=invoice.customer,
            commercial_partner_id=invoice.customer,
            currency_id=invoice.currency,
            invoice_currency_rate=decimal(invoice.rate),
            state=invoice.state,
            posted_before=posted,
            payment_state=paid if posted else "not_paid",
            move_type="out_invoice" if invoice.sign > 0 else "out_refund",
            name=name,
            payment_reference=name,
            sequence_prefix=prefix if posted else None,
            sequence_number=number if posted else None,
            ref=invoice.origin,
            invoice_origin=invoice.origin,
            date=invoice.day,
            invoice_date=invoice.day if posted else None,
            invoice_date_due=max(due["day"] for due in dues),
            amount_untaxed=money(untaxed),
            amount_tax=money(tax),
            amount_total=money(untaxed + tax),
            amount_residual=money(sum(due["foreign_residual"] for due in dues) * invoice.sign),
            amount_untaxed_signed=money(sum(row[1] for row in balances)),
            amount_untaxed_in_currency_signed=money(invoice.sign * untaxed),
            amount_tax_signed=money(sum(row[2] for row in balances)),
            amount_total_signed=money(sum(due["balance"] for due in dues)),
            amount_total_in_currency_signed=money(invoice.sign * (untaxed + tax)),
            amount_residual_signed=money(residual),
        )

    def _item_line(self, same, invoice, item, base):
        line = self.tables.add(
            "deposit_line" if item.deposit else "product_line",
            **same,
            **sides(-base, -invoice.sign * item.subtotal),
            quantity=quantity(item.tenths),
            price_unit=money(item.price),
            price_subtotal=money(item.subtotal),
            price_total=money(item.total),
            extra_tax_data=None,
        )
        self.tables.link("account_move_line_account_tax_rel", account_move_line_id=line, account_tax_id=self.tables.tax)
        if item.order_line:
            self.tables.link("sale_order_line_invoice_rel", invoice_line_id=line, order_line_id=item.order_line)

    def _tax_line(self, same, invoice, item, base, tax):
        if tax:
            self.tables.add(
                "tax_line",
                **same,
                **sides(-tax, -invoice.sign * item.tax),
                tax_base_amount=money(-base),
            )

    def _due_line(self, same, *, day, balance, foreign, residual, foreign_residual):
        self.tables.add(
            "due_line",
            **same,
            **sides(balance, foreign),
            date_maturity=day,
            amount_residual=money(residual),
            amount_residual_currency=money(foreign_residual),
            reconciled=not residual,
        )
