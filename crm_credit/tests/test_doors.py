from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestDoors(CreditCheckCommon):
    """Every way to a confirmed order, or to a larger one, meets the same check."""

    def _refuses(self, call, text=""):
        with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
            call()
        self.env.invalidate_all()

    def test_writing_the_state_meets_the_check(self):
        order = self._order(1500.0)
        self._refuses(lambda: order.with_user(self.seller).write({"state": "sale"}), rf"{order.name}.*over the limit")
        self.assertEqual(order.state, "draft")
        small = self._order(500.0)
        small.with_user(self.seller).write({"state": "sale"})
        self.assertEqual(small.credit_state, "clear")

    def test_writing_state_and_lines_at_once_counts_the_new_lines(self):
        order = self._order(500.0)
        line = Command.update(order.order_line.id, {"price_unit": 5000.0})
        self._refuses(lambda: order.with_user(self.seller).write({"state": "sale", "order_line": [line]}))
        self.assertEqual((order.state, order.amount_total), ("draft", 500.0))

    def test_creating_a_confirmed_order_meets_the_check(self):
        self._refuses(lambda: self._order(1500.0, state="sale"))
        self.assertEqual(self._order(900.0, state="sale").credit_state, "clear")
        self._refuses(lambda: self._order(100.01, state="sale"))

    def test_credit_fields_cannot_be_forged(self):
        order = self._order(1500.0)
        for values in ({"credit_state": "released"}, {"credit_decision_id": 1}):
            with self.assertRaises(AccessError):
                order.with_user(self.seller).write(values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self._order(1500.0, credit_state="released")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["sale.order"].with_context(default_credit_state="released").create(
                {"partner_id": self.customer.id}
            )

    def test_context_cannot_skip_the_check(self):
        order = self._order(1500.0)
        order.with_user(self.seller).with_context(
            credit_in_check=order.ids, skip_credit_check=True, bypass_risk=True, send_email=False
        ).action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_raising_a_confirmed_order(self):
        order = self._order(600.0)
        self._confirm(order)
        line = order.order_line.with_user(self.seller)
        self._refuses(lambda: line.write({"price_unit": 6000.0}), rf"{order.name}.*5,000.00 over the limit")
        self._refuses(lambda: line.write({"product_uom_qty": 11}))
        self._refuses(lambda: order.with_user(self.seller).write({"order_line": [Command.update(line.id, {"price_unit": 1001})]}))
        line.write({"price_unit": 1000.0})
        self.assertEqual(order.amount_total, 1000.0)
        decision = self._decisions(order)[-1]
        self.assertEqual((decision.event, decision.exposure, decision.amount), ("change", 600.0, 400.0))
        line.write({"price_unit": 10.0})
        self.assertEqual(self._decisions(order)[-1], decision, "lowering an order is not checked")

    def test_adding_a_line_to_a_confirmed_order(self):
        order = self._order(600.0)
        self._confirm(order)
        values = {"order_id": order.id, "product_id": self.product.id, "price_unit": 400.01}
        Line = self.env["sale.order.line"].with_user(self.seller)
        self._refuses(lambda: Line.create(values))
        Line.create({**values, "price_unit": 400.0})
        self.assertEqual(order.amount_total, 1000.0)

    def test_removing_a_discount_line_raises_the_order(self):
        order = self._order(1200.0)
        order.order_line = [Command.create({"product_id": self.product.id, "price_unit": -300.0})]
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        discount = order.order_line.filtered(lambda line: line.price_unit < 0)
        self._refuses(lambda: discount.write({"price_unit": 0.0}))

    def test_swapping_lines_in_one_write_counts_the_difference(self):
        order = self._order(1000.0)
        self._confirm(order)
        order.with_user(self.seller).write(
            {
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 500.0}),
                    Command.update(order.order_line.id, {"price_unit": 500.0}),
                ]
            }
        )
        self.assertEqual(order.amount_total, 1000.0)

    def test_moving_a_confirmed_order_to_another_payer(self):
        poor = self.env["res.partner"].create({"name": "Poor Payer", "is_company": True})
        self._set_limit(poor, 100.0)
        order = self._order(600.0)
        self._confirm(order)
        self._refuses(lambda: order.with_user(self.seller).write({"partner_invoice_id": poor.id}), "Poor Payer")
        self.assertEqual(order.partner_invoice_id, self.customer)

    def test_release_lets_a_confirmed_order_grow(self):
        order = self._order(600.0)
        self._confirm(order)
        order.with_user(self.officer).action_release_credit("Agreed", amount=6000.0)
        order.order_line.with_user(self.seller).write({"price_unit": 6000.0})
        self.assertEqual(order.amount_total, 6000.0)
        self._refuses(lambda: order.order_line.with_user(self.seller).write({"price_unit": 6000.01}))

    def test_reopened_order_is_checked_again(self):
        order = self._order(800.0)
        self._confirm(order)
        order.action_cancel()
        self._confirm(self._order(800.0))
        order.action_draft()
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_signed_order_stays_signed_when_held(self):
        order = self._order(1500.0)
        order.write({"signed_by": "Dealer", "signed_on": "2024-01-01 00:00:00", "state": "sent"})
        order.sudo()._validate_order()
        self.assertEqual((order.state, order.credit_state, order.signed_by), ("sent", "held", "Dealer"))

    def test_portal_sees_no_credit_fields(self):
        portal = self._portal_user()
        order = self._held_order()
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["credit_panel"])
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["credit_state"])

    def _portal_user(self):
        return self.env["res.users"].create(
            {
                "name": "Portal Buyer",
                "login": "credit_portal",
                "partner_id": self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id}).id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
