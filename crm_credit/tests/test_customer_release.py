from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .check_common import CreditCheckCommon
from .test_delivery import DeliveryMixin


@tagged("post_install", "-at_install")
class TestCustomerRelease(DeliveryMixin, CreditCheckCommon):
    """A customer is released for an amount until a date; what passes by it uses it up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        cls.company.credit_check_confirm = "block"
        cls.account = cls._set_limit(cls.customer, 0.0)

    def _release(self, amount, user=None, reason="Trade fair", **values):
        return self.account.with_user(user or self.officer).action_release_credit(reason, amount, **values)

    def test_orders_pass_until_it_is_used_up(self):
        self._release(1000.0)
        self.assertEqual(self.account.credit_release_left, 1000.0)
        first, second, third = self._orders(600.0, 500.0, 400.0)
        for order in (first, second, third):
            self._confirm(order)
        self.assertEqual([order.state for order in (first, second, third)], ["sale", "draft", "sale"])
        self.assertEqual(first.credit_state, "released")
        self.account.invalidate_recordset()
        self.assertEqual(self.account.credit_release_left, 0.0)

    def test_one_call_uses_it_once(self):
        self._release(1000.0)
        orders = self._orders(600.0, 600.0)
        self._confirm(orders)
        self.assertEqual(orders.mapped("state"), ["sale", "draft"])

    def test_delivery_of_an_order_that_passed_by_it_uses_nothing_more(self):
        self._release(1000.0)
        picking = self._sold(10).picking_ids
        self._validate(picking)
        self.assertEqual((picking.state, picking.credit_state), ("done", "released"))
        self.account.invalidate_recordset()
        self.assertEqual(self.account.credit_release_left, 0.0)

    def test_cancelled_order_gives_back_what_it_used(self):
        self.company.credit_check_change = "block"
        self._release(1000.0)
        order = self._order(600.0)
        self._confirm(order)
        order.order_line.price_unit = 700.0
        self.assertEqual(self._left(), 300.0)
        order._action_cancel()
        self.assertEqual(self._left(), 1000.0)
        order.action_draft()
        self._confirm(order)
        self.assertEqual((order.credit_state, self._left()), ("released", 300.0), "confirmed again it uses it once")
        order._action_cancel()
        order.unlink()
        self.assertEqual(self._left(), 1000.0)
        full = self._order(1000.0)
        self._confirm(full)
        self.assertEqual(full.credit_state, "released")

    def test_cancelled_order_keeps_using_what_was_delivered(self):
        self._release(1000.0)
        order = self._sold(10)
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        self._validate(picking, skip_backorder=True)
        self.assertEqual(picking.state, "done")
        order._action_cancel()
        self.assertEqual(self._left(), 600.0)

    def _left(self):
        self.account.invalidate_recordset()
        return self.account.credit_release_left

    def test_expired_or_ended_releases_let_nothing_pass(self):
        self._release(1000.0, expiry=self.company._business_today())
        self.env.cr.execute("UPDATE crm_credit_decision SET release_expiry = release_expiry - 1 WHERE event = 'release'")
        self.env.invalidate_all()
        order = self._order(10.0)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        self._release(1000.0)
        self.account.with_user(self.officer).action_end_credit_release()
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        with self.assertRaisesRegex(UserError, "Dealer One.*no release"):
            self.account.with_user(self.officer).action_end_credit_release()

    def test_who_may_release_how_much(self):
        with self.assertRaises(AccessError):
            self._release(10.0, user=self.seller)
        self.company.write({"credit_officer_authority": "limited", "credit_officer_limit": 500.0})
        with self.assertRaisesRegex(AccessError, "Dealer One.*500.00"):
            self._release(500.01)
        self._release(500.0)
        self._release(5000.0, user=self.manager)
        for amount in (0.0, -5.0, float("nan"), None, "5"):
            with self.assertRaises(UserError):
                self._release(amount)
        with self.assertRaises(UserError):
            self._release(10.0, reason=" ")
        with self.assertRaises(UserError):
            self._release(10.0, expiry=self.company._business_today() - timedelta(days=1))

    def test_nobody_releases_the_own_customer_nor_own_documents(self):
        self._release(1000.0)
        own = self._order(10.0, user=self.officer)
        self._confirm(own, self.env.user)
        self.assertEqual(own.credit_state, "held")
        self.customer.user_id = self.officer
        with self.assertRaisesRegex(AccessError, "own customer"):
            self._release(1000.0)

    def test_blocked_customer_is_not_released(self):
        self._release(1000.0)
        self.account.status = "blocked"
        with self.assertRaisesRegex(UserError, "blocked"):
            self._release(1000.0)
        order = self._order(10.0)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_held_orders_go_on_at_once(self):
        order = self._held_order(600.0)
        self._release(600.0)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))

    def test_another_company_is_not_released(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._set_limit(self.customer, 0.0, company=other)
        self._release(1000.0)
        order = self._order(10.0, company_id=other.id, user=self.env.user)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_dialog(self):
        action = self.account.with_user(self.officer).action_open_credit_release()
        Wizard = self.env["crm.credit.release"].with_user(self.officer).with_context(**action["context"])
        wizard = Wizard.create({"reason": "Trade fair", "amount": 250.0})
        self.assertTrue(wizard.single)
        wizard.action_release()
        self.account.invalidate_recordset()
        self.assertEqual(self.account.credit_release_left, 250.0)
