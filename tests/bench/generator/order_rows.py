"""Sales orders as rows."""

from fractions import Fraction

from .company_tables import decimal, money, quantity
from .documents import rounded


class OrderRows:
    """Writes the orders of one company."""

    def __init__(self, tables):
        self.tables = tables

    def order(self, order):
        """Write an order with its lines and give its items their line ids."""
        name = f"B{self.tables.company}-{next(self.tables.numbers):07d}"
        subtotal = sum(item.subtotal for item in order.items)
        tax = sum(item.tax for item in order.items)
        order_id = self.tables.add(
            "order" if order.state == "sale" else "order_draft",
            partner_id=order.customer,
            partner_shipping_id=order.customer,
            partner_invoice_id=order.contact,
            currency_id=order.currency,
            currency_rate=decimal(order.rate),
            name=name,
            state=order.state,
            date_order=order.day,
            invoice_status="to invoice" if order.state == "sale" else "no",
            amount_untaxed=money(subtotal),
            amount_tax=money(tax),
            amount_total=money(subtotal + tax),
            margin=money(subtotal),
        )
        for item in order.items:
            item.order_line = self._order_line(order, order_id, item)
        if order.deposit:
            self._deposit_lines(order, order_id)
        return order_id, name

    def _order_line(self, order, order_id, item):
        to_invoice = item.subtotal if item.kind == "service" else 0
        line = self.tables.add(
            f"order_line_{item.kind}",
            order_id=order_id,
            order_partner_id=order.customer,
            currency_id=order.currency,
            state=order.state,
            product_uom_qty=quantity(item.tenths),
            qty_delivered=quantity(item.delivered),
            qty_to_invoice=quantity(item.tenths if item.kind == "service" else item.delivered),
            invoice_status="to invoice" if order.state == "sale" else "no",
            price_unit=money(item.price),
            technical_price_unit=money(item.price),
            price_subtotal=money(item.subtotal),
            price_tax=money(item.tax),
            price_total=money(item.total),
            price_reduce_taxexcl=money(item.price),
            price_reduce_taxinc=money(rounded(Fraction(item.total * 10, item.tenths))),
            untaxed_amount_to_invoice=money(to_invoice),
        )
        self.tables.link("account_tax_sale_order_line_rel", sale_order_line_id=line, account_tax_id=self.tables.tax)
        return line

    def _deposit_lines(self, order, order_id):
        same = {
            "order_id": order_id,
            "order_partner_id": order.customer,
            "currency_id": order.currency,
            "state": order.state,
        }
        self.tables.add("deposit_section", **same)
        order.deposit.order_line = self.tables.add(
            "deposit", **same, price_unit=money(order.deposit.price), extra_tax_data=None
        )
