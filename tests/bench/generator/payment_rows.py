"""Booked payments and online transactions as rows."""

from .company_tables import money
from .invoice_rows import sides


class PaymentRows:
    """Writes the money that customers of one company paid."""

    def __init__(self, tables):
        self.tables = tables

    def payment(self, customer, day, currency, cents, matched, state="posted", reverses=None):
        """Write a bank entry of the customer, in company currency.

        :param cents: what the customer paid; negative when it is given back
        :param matched: whether its receivable side is used up by invoices; else it stays open
        :param reverses: id of the entry that this one takes back
        :return: its id
        """
        number = next(self.tables.numbers)
        name = f"BNK1/{day.year}/{number:07d}"
        move = self.tables.add(
            "payment",
            name=name,
            state=state,
            reversed_entry_id=reverses,
            sequence_prefix=f"BNK1/{day.year}/",
            sequence_number=number,
            date=day,
            invoice_date_due=day,
            amount_total=money(cents),
            amount_total_signed=money(cents),
            amount_total_in_currency_signed=money(cents),
        )
        same = {
            "move_id": move,
            "partner_id": customer,
            "currency_id": currency,
            "move_name": name,
            "parent_state": state,
            "date": day,
        }
        self._items(same, cents, day, matched)
        return move

    def _items(self, same, cents, day, matched):
        self.tables.add(
            "payment_bank",
            **same,
            **sides(cents, cents),
            amount_residual=money(cents),
            amount_residual_currency=money(cents),
        )
        left = 0 if matched else -cents
        self.tables.add(
            "payment_due",
            **same,
            **sides(-cents, -cents),
            date_maturity=day,
            amount_residual=money(left),
            amount_residual_currency=money(left),
            reconciled=matched,
        )

    def transaction(self, customer, currency, cents, state, *, order=None, invoice=None):
        """Write money authorised or done online, not yet booked, for an order or an invoice."""
        row = self.tables.add(
            "transaction",
            reference=f"B{self.tables.company}-{next(self.tables.numbers)}",
            company_id=self.tables.company,
            partner_id=customer,
            currency_id=currency,
            amount=money(cents),
            state=state,
            operation="online_redirect",
        )
        if order:
            self.tables.link("sale_order_transaction_rel", sale_order_id=order, transaction_id=row)
        else:
            self.tables.link("account_invoice_transaction_rel", invoice_id=invoice, transaction_id=row)
