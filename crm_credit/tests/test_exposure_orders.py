from odoo.fields import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install", "alone")
class TestExposureOrders(ExposureCommon):
    """Confirmed orders count with what will still be invoiced."""

    def test_quotation_counts_nothing(self):
        self._order(confirm=False)
        self.assertRow(total=0.0)

    def test_confirmed_order_counts_in_full(self):
        self._order(self._line(6))
        self.assertRow(open_orders=600.0, delivered=0.0, total=600.0)

    def test_cancelled_order_counts_nothing(self):
        order = self._order(self._line(6))
        order._action_cancel()
        self.assertRow(total=0.0)

    def test_raising_a_confirmed_order(self):
        order = self._order(self._line(6))
        order.order_line.product_uom_qty = 60
        self.assertRow(open_orders=6000.0, total=6000.0)

    def test_taxes_on_top_count(self):
        self._order(self._line(3, taxes=self.tax_20))
        self.assertRow(open_orders=360.0)

    def test_taxes_in_the_price_count_once(self):
        self._order(self._line(3, 120, taxes=self.tax_included_20))
        self.assertRow(open_orders=360.0)

    def test_discount_lowers_the_amount(self):
        self._order(self._line(2, discount=25))
        self.assertRow(open_orders=150.0)

    def test_discount_line_lowers_the_amount(self):
        self._order(self._line(5), self._line(1, -120))
        self.assertRow(open_orders=380.0)

    def test_partly_invoiced_order(self):
        order = self._order(self._line(10))
        self._invoice_order(order, quantity=4)
        self.assertRow(receivable=400.0, open_orders=600.0, total=1000.0)

    def test_invoiced_and_paid_order_counts_nothing(self):
        order = self._order(self._line(10))
        self._pay(self._invoice_order(order))
        self.assertRow(receivable=0.0, open_orders=0.0, total=0.0)

    def test_invoicing_more_than_ordered_leaves_nothing_open(self):
        order = self._order(self._line(5), self._line(5))
        invoice = self._invoice_order(order, post=False)
        invoice.invoice_line_ids[0].quantity = 8
        invoice.invoice_line_ids[1].quantity = 1
        invoice.action_post()
        self.assertRow(receivable=900.0, open_orders=400.0, total=1300.0)

    def test_draft_invoice_of_an_order_stays_an_open_order(self):
        order = self._order(self._line(10))
        self._invoice_order(order, post=False)
        self.assertRow(open_orders=1000.0, draft_invoices=0.0, total=1000.0)

    def test_credit_note_of_an_invoiced_order_opens_it_again(self):
        order = self._order(self._line(10))
        invoice = self._invoice_order(order)
        self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": invoice.journal_id.id}
        ).refund_moves()
        refund = self.env["account.move"].search([("reversed_entry_id", "=", invoice.id)])
        self.assertRow(receivable=1000.0, open_orders=0.0, draft_invoices=0.0, total=1000.0)
        refund.action_post()
        self.assertRow(receivable=0.0, open_orders=1000.0, total=1000.0)

    def test_delivery_policy_before_and_after_delivery(self):
        order = self._order(self._line(10, product=self.delivered_product))
        self.assertRow(open_orders=1000.0, delivered=0.0)
        order.order_line.qty_delivered = 7
        self.assertRow(open_orders=1000.0, delivered=700.0)
        self._invoice_order(order)
        self.assertRow(receivable=700.0, open_orders=300.0, delivered=0.0, total=1000.0)

    def test_more_delivered_than_ordered(self):
        order = self._order(self._line(10, product=self.delivered_product, taxes=self.tax_20))
        order.order_line.qty_delivered = 12
        self.assertRow(open_orders=1440.0, delivered=1440.0)

    def test_goods_delivered_without_having_been_ordered(self):
        order = self._order(self._line(1))
        order.order_line = [
            self._line(0, 50, product=self.delivered_product, taxes=self.tax_20, qty_delivered=2, discount=10),
            self._line(0, 60, product=self.delivered_product, taxes=self.tax_included_20, qty_delivered=2),
        ]
        order.order_line[1:].write({"qty_delivered": 2})
        self.assertRow(open_orders=100.0 + 108.0 + 120.0, delivered=228.0)

    def test_units_are_converted(self):
        order = self._order(self._line(5, 1200, product_uom_id=self.uom_dozen.id))
        invoice = self._invoice_order(order, post=False)
        invoice.invoice_line_ids.write({"product_uom_id": self.uom_unit.id, "quantity": 6, "price_unit": 100})
        invoice.action_post()
        self.assertRow(receivable=600.0, open_orders=5400.0, total=6000.0)

    def test_return_lines_keep_their_sign(self):
        self._order(self._line(5), self._line(-2))
        self.assertRow(open_orders=300.0)

    def test_foreign_currency_order_keeps_its_rate(self):
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        self._order(self._line(3), currency_id=euro.id, pricelist_id=self._pricelist(euro).id)
        self.assertRow(open_orders=600.0)
        euro.rate_ids.write({"rate": 0.25})
        self.assertRow(open_orders=600.0)

    def test_amounts_are_rounded_once_at_the_end(self):
        """Three orders of 0.333… each, at a rate of 3, are 1.00 together and not 0.99."""
        euro = self.setup_other_currency("EUR", rates=[(self.today, 3.0)])
        for _order in range(3):
            self._order(self._line(1, 1), pricelist_id=self._pricelist(euro).id)
        self.assertRow(open_orders=1.0, total=1.0)

    def _pricelist(self, currency):
        return self.env["product.pricelist"].create({"name": currency.name, "currency_id": currency.id})


@tagged("post_install", "-at_install", "alone")
class TestExposureDownPayments(ExposureCommon):
    """A down payment takes its part of the order, once, whatever becomes of it."""

    def _down_payment(self, order, percent=30):
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": [Command.set(order.ids)], "advance_payment_method": "percentage", "amount": percent}
        )
        wizard.create_invoices()
        return order.invoice_ids.filtered(lambda move: move.state == "draft")

    def test_from_draft_to_final_invoice(self):
        order = self._order(self._line(10, taxes=self.tax_20))
        down_payment = self._down_payment(order)
        self.assertRow(open_orders=1200.0, draft_invoices=0.0, total=1200.0)
        down_payment.action_post()
        self.assertRow(receivable=360.0, open_orders=840.0, total=1200.0)
        self._pay(down_payment)
        self.assertRow(receivable=0.0, open_orders=840.0, total=840.0)
        self._invoice_order(order)
        self.assertRow(receivable=840.0, open_orders=0.0, total=840.0)

    def test_credited_down_payment_is_open_again(self):
        order = self._order(self._line(10))
        down_payment = self._down_payment(order)
        down_payment.action_post()
        down_payment._reverse_moves(cancel=True)
        self.assertRow(receivable=0.0, open_orders=1000.0, total=1000.0)

    def test_more_paid_than_the_order_is_worth_now(self):
        order = self._order(self._line(10))
        self._pay(self._post(self._down_payment(order, 50)))
        order.order_line.filtered("product_id").product_uom_qty = 2
        self.assertRow(receivable=0.0, open_orders=0.0, total=0.0)

    def test_down_payment_in_foreign_currency(self):
        """Order of 1,000 EUR at 0.5 = 2,000; 30 % invoiced at 0.25 = 1,200 receivable; 700 EUR still to come = 1,400."""
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(self._line(10), pricelist_id=pricelist.id)
        self.assertRow(open_orders=2000.0)
        euro.rate_ids.write({"rate": 0.25})
        self._post(self._down_payment(order))
        self.assertRow(receivable=1200.0, open_orders=1400.0, total=2600.0)

    def _post(self, move):
        move.action_post()
        return move
