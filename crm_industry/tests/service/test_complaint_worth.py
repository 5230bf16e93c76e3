from odoo.exceptions import UserError
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestComplaintWorth(MoneyCommon):
    """Nobody gets more back than was paid, however many complaints and ways there are. Invoice and order: ten at 20, 200."""

    def refused(self, complaint, kind, words, **values):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self.submit(complaint, kind, **values)
        complaint.invalidate_recordset()

    # -- money ---------------------------------------------------------------------------------------------------------

    def test_credits_of_one_complaint(self):
        complaint = self.leak()
        self.submit(complaint, "credit", amount=150)
        self.refused(complaint, "credit", "no more than what is left of .*50.00", amount=50.01)
        self.submit(complaint, "credit", amount=50)

    def test_credits_of_several_complaints(self):
        first = self.approve(self.submit(self.leak(), "credit", amount=150))
        self.refused(self.leak(), "credit", "no more than what is left", amount=60)
        self.post(first.sudo().credit_note_ids)
        self.refused(self.leak(), "credit", "no more than what is left", amount=60)
        self.submit(self.leak(), "credit", amount=50)

    def test_what_is_refused_or_cancelled_is_free_again(self):
        refused = self.submit(self.leak(), "credit", amount=200)
        refused.with_user(self.service_manager).action_refuse("No")
        cancelled = self.approve(self.submit(self.leak(), "credit", amount=200))
        self.refused(self.leak(), "credit", "no more than", amount=1)
        cancelled.with_user(self.service_manager).action_cancel_request()
        self.submit(self.leak(), "credit", amount=200)

    def test_reversals_of_finance_count(self):
        note = self.reverse(self.invoice)
        self.refused(self.leak(), "credit", "no more than what is left", amount=1)
        self.reverse(note)
        self.submit(self.leak(), "credit", amount=200)

    def test_reversal_after_the_approval(self):
        note = self.approve(self.submit(self.leak(), "credit", amount=50)).sudo().credit_note_ids
        self.reverse(self.invoice)
        with self.assertRaisesRegex(UserError, "would take .*250.00 back of .*200.00"):
            self.post(note)

    def test_credit_and_refund(self):
        self.submit(self.leak(), "credit", amount=150)
        other = self.leak(3)
        self.refused(other, "refund", "60.00 would be refunded, but only .*50.00")
        self.submit(self.leak(2), "refund")
        self.refused(self.leak(), "credit", "no more than what is left of .*10.00", amount=11)

    def test_refund_of_an_invoice_with_a_discount(self):
        order = self.order.copy()
        discount = self.env["product.product"].create({"name": "Voucher", "type": "service", "taxes_id": False})
        order.order_line = [(0, 0, {"product_id": discount.id, "product_uom_qty": 1, "price_unit": -50})]
        order.action_confirm()
        self.deliver(order.picking_ids)
        sold = order.order_line.filtered(lambda line: line.product_id == self.product)
        order.order_line.filtered(lambda line: line.product_id == discount).qty_delivered = 1
        self.invoice_of(order)
        self.assertEqual(order.invoice_ids.amount_untaxed, 150)
        goods = {"product_id": self.product.id, "quantity": 10, "order_line_id": sold.id}
        complaint = self.complain(order_id=order.id, line_ids=[(0, 0, goods)])
        complaint.action_accept()
        resolution = self.approve(self.submit(complaint, "refund"))
        self.deliver(self.transfers(resolution), self.keeper)
        note = resolution.sudo().credit_note_ids
        # Ten at 15: three quarters were paid.
        self.assertEqual((note.amount_untaxed, note.invoice_line_ids.price_unit), (150, 15))
        self.post(note)
        self.assertTrue(resolution.done_on)

    def test_two_invoices_of_an_order(self):
        order = self.order.copy()
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking._action_done()
        first = self.invoice_of(order)
        self.deliver(order.picking_ids - picking)
        second = self.invoice_of(order)
        self.assertEqual((first.amount_untaxed, second.amount_untaxed), (80, 120))
        complaint = self.complain(order_id=order.id)
        complaint.action_accept()
        self.submit(complaint, "credit", amount=120)
        self.refused(complaint, "credit", f"what is left of {second.name}", amount=1)

    # -- money and goods -----------------------------------------------------------------------------------------------

    def test_money_for_goods_that_are_replaced(self):
        complaint = self.leak(2)
        self.submit(complaint, "replacement")
        self.refused(complaint, "credit", "would get .*40.01 back in money and goods.*paid .*40.00", amount=0.01)
        # Goodwill beside it.
        self.submit(complaint, "discount", amount=10)

    def test_goods_for_money(self):
        complaint = self.leak(2)
        self.submit(complaint, "credit", amount=10)
        self.refused(complaint, "replacement", "would get .*50.00 back in money and goods")
        self.submit(complaint, "replacement", line_ids=[(0, 0, {"product_id": self.product.id, "quantity": 1})])

    def test_money_for_goods_replaced_by_another_complaint(self):
        self.replace(self.leak(10))
        self.refused(self.leak(1), "credit", "would get .*210.00 back in money and goods, for .* it paid .*200.00", amount=10)

    def test_goods_that_the_customer_has_paid_back(self):
        self.reverse(self.invoice)
        self.refused(self.leak(1), "replacement", "would get .*220.00 back in money and goods")

    def test_money_after_a_replacement_that_did_not_arrive(self):
        complaint = self.leak(2)
        self.deliver(self.transfers(self.replace(complaint)), self.keeper)
        complaint.action_reopen("Never came")
        resolution = self.approve(self.submit(complaint, "credit", amount=40))
        self.assertEqual(resolution.approval_state, "approved")

    def test_goods_sent_again_in_the_next_round(self):
        complaint = self.leak(10)
        self.deliver(self.transfers(self.replace(complaint)), self.keeper)
        complaint.action_reopen("Never came")
        self.assertEqual(self.replace(complaint).approval_state, "approved")

    # -- at once -------------------------------------------------------------------------------------------------------

    def test_orders_on_one_invoice_lock_each_other(self):
        orders = self.order.copy() | self.order.copy()
        orders.action_confirm()
        self.deliver(orders.picking_ids)
        invoice = self.invoice_of(orders)
        self.assertEqual((len(invoice), invoice.amount_untaxed), (1, 400))
        complaint = self.complain(order_id=orders[1].id)
        complaint.action_accept()
        draft = self.propose(complaint, "credit", amount=400)
        wanted = [f"complaint_worth:{order.id}" for order in orders]
        locks = self.env["crm.capacity.lock"].sudo().search([("key", "in", wanted)])
        self.assertFalse(locks)
        draft.action_submit()
        self.assertEqual(sorted(locks.search([("key", "in", wanted)]).mapped("key")), sorted(wanted))
        other = self.complain(order_id=orders[0].id)
        other.action_accept()
        self.refused(other, "credit", "no more than", amount=1)
