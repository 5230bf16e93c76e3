from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .check_common import CreditCheckMixin


@tagged("post_install", "-at_install")
class TestOnlinePayment(CreditCheckMixin, AccountPaymentCommon):
    """Money paid online uses no credit, once; an order that is not paid enough stays a quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("crm_credit.group_credit_manager")
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls._set_up_credit()
        cls._set_limit(cls.customer, mode="prepay")

    def setUp(self):
        super().setUp()
        self.provider.update({"capture_manually": True, "support_manual_capture": "partial"})

    def _pay(self, order, amount, state="done"):
        transaction = self._create_transaction(
            "direct",
            sale_order_ids=[(6, 0, order.ids)],
            amount=amount,
            currency_id=order.currency_id.id,
            partner_id=order.partner_id.id,
            state=state,
            reference=f"{order.name}-{amount}-{state}",
        )
        return transaction

    def _exposure(self):
        return self.env["crm.credit.exposure"]._exposure(self.customer, self.company)[self.customer.id]["total"]

    def test_paid_order_of_a_prepay_customer_is_confirmed(self):
        order = self._order(600.0)
        transaction = self._pay(order, 600.0)
        transaction.with_context(skip_sale_auto_invoice_send=True)._post_process()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertEqual(self._exposure(), 0.0)
        self.assertEqual(transaction.payment_id.state in ("in_process", "paid"), True)

    def test_authorised_money_counts_once(self):
        order = self._order(600.0)
        transaction = self._pay(order, 600.0, state="authorized")
        confirmed = transaction._check_amount_and_confirm_order()
        self.assertEqual(confirmed, order)
        self.assertEqual(self._exposure(), 0.0, "600 ordered and 600 authorised")

    def test_one_payment_for_two_orders_pays_one(self):
        orders = self._orders(600.0, 600.0)
        self._pay(orders[0], 600.0, state="authorized").sale_order_ids = orders
        orders.action_confirm()
        self.assertEqual(orders.mapped("credit_state"), ["clear", "held"])
        self.assertEqual(self._exposure(), 0.0)

    def test_held_order_is_not_returned_as_confirmed(self):
        self._set_limit(self.customer, 100.0)
        order = self._order(600.0)
        order.write({"require_payment": True, "prepayment_percent": 0.5})
        transaction = self._pay(order, 300.0, state="authorized")
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.assertEqual(self._decisions(order).amount, 300.0, "half of it is paid")
