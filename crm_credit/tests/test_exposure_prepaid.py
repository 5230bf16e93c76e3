from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestExposurePrepaid(ExposureCommon, AccountPaymentCommon):
    """Money paid online lowers the exposure from its authorisation on, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls._line(10))

    def _transaction(self, amount, state="done", orders=None, **values):
        orders = self.order if orders is None else orders
        # What a provider supports is computed by its own addon.
        self.provider.update({"capture_manually": True, "support_manual_capture": "partial"})
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.payment_method_id,
                "reference": f"tx-{self.env['payment.transaction'].search_count([])}",
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id,
                "operation": "online_direct",
                "state": state,
                "sale_order_ids": [Command.set(orders.ids)],
                **values,
            }
        )

    def test_states(self):
        for state, prepaid in (
            ("draft", 0.0), ("pending", 0.0), ("cancel", 0.0), ("error", 0.0), ("authorized", -100.0), ("done", -200.0),
        ):  # fmt: skip
            self._transaction(100, state)
            self.assertRow(open_orders=1000.0, prepaid=prepaid, total=1000.0 + prepaid)

    def test_card_validation_is_no_payment(self):
        self._transaction(100, operation="validation")
        self.assertRow(prepaid=0.0)

    def test_money_for_a_quotation_does_not_count(self):
        self._transaction(100, orders=self._order(confirm=False))
        self.assertRow(prepaid=0.0, total=1000.0)

    def test_posted_payment_counts_as_payment(self):
        transaction = self._transaction(100)
        self.assertRow(prepaid=-100.0, receivable=0.0, total=900.0)
        transaction._create_payment()
        self.assertRow(prepaid=0.0, receivable=-100.0, total=900.0)

    def test_payment_set_back_to_draft_counts_as_prepaid_again(self):
        transaction = self._transaction(100)
        transaction._create_payment()
        transaction.is_post_processed = True
        transaction.payment_id.action_draft()
        self.assertRow(prepaid=-100.0, receivable=0.0, total=900.0)

    def test_deleted_payment_of_a_processed_transaction_does_not_count(self):
        transaction = self._transaction(100)
        transaction._create_payment()
        transaction.is_post_processed = True
        transaction.payment_id.action_draft()
        transaction.payment_id.unlink()
        self.assertRow(prepaid=0.0, total=1000.0)

    def test_partly_captured(self):
        """600 authorised, 200 captured, 100 voided: 300 are still authorised; the 200 count until they are posted."""
        source = self._transaction(600, "authorized")
        captured = self._child(source, 200, "done")
        self._child(source, 100, "cancel")
        self.assertRow(prepaid=-500.0)
        captured._create_payment()
        self.assertRow(prepaid=-300.0, receivable=-200.0, total=500.0)

    def test_wholly_captured(self):
        source = self._transaction(600, "authorized")
        self._child(source, 600, "done")
        source.state = "done"
        self.assertRow(prepaid=-600.0)

    def test_capture_that_waits_stays_authorised(self):
        self._child(self._transaction(600, "authorized"), 200, "pending")
        self.assertRow(prepaid=-600.0)

    def test_refund(self):
        source = self._transaction(600)
        self._child(source, -150, "done", operation="refund")
        self.assertRow(prepaid=-450.0)

    def test_one_payment_for_two_orders_counts_once(self):
        self._transaction(600, orders=self.order | self._order(self._line(2)))
        self.assertRow(open_orders=1200.0, prepaid=-600.0)

    def test_payment_of_orders_of_two_customers_counts_for_the_first(self):
        order = self._order(self._line(2), partner=self.other)
        self._transaction(600, orders=self.order | order)
        self.assertRow(prepaid=-600.0)
        self.assertRow(self.other, prepaid=0.0)

    def test_payment_by_another_person_counts_for_the_customer_of_the_order(self):
        self._transaction(100, partner_id=self.other.id)
        self.assertRow(prepaid=-100.0)
        self.assertRow(self.other, prepaid=0.0)

    def test_payment_of_an_invoice(self):
        invoice = self._invoice(100)
        draft = self._invoice(100, post=False)
        no_order = self.env["sale.order"]
        self._transaction(60, orders=no_order, invoice_ids=[Command.set(invoice.ids)])
        self._transaction(50, orders=no_order, invoice_ids=[Command.set(draft.ids)])
        self.assertRow(prepaid=-60.0, receivable=100.0, draft_invoices=100.0)

    def test_foreign_currency_at_the_rate_of_the_order(self):
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(self._line(4), pricelist_id=pricelist.id, partner=self.other)
        self.env.flush_all()
        self._transaction(100, orders=order, currency_id=euro.id)
        euro.rate_ids.write({"rate": 0.1})
        self.assertRow(self.other, open_orders=800.0, prepaid=-200.0)

    def test_foreign_currency_at_the_rate_of_the_day(self):
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        self._transaction(100, currency_id=euro.id)
        self.assertRow(prepaid=-200.0)

    def _child(self, source, amount, state, **values):
        return self._transaction(
            amount, state, self.env["sale.order"], source_transaction_id=source.id, **values
        )
