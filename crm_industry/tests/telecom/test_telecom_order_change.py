from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import format_amount

from .telecom_common import NOON
from .test_telecom_order import OrderCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomOrderChange(OrderCommon):
    """Lines that change and disconnect subscriptions."""

    def change(self, subscription, offering, action="modify", **values):
        values = {"telecom_action": action, "telecom_subscription_id": subscription.id, "price_unit": 0} | values
        return self.order(self.line(offering, **values))

    def test_another_offering(self):
        subscription = self.use()
        order = self.change(subscription, self.better)
        order.action_confirm()
        move = order.sudo().order_line.telecom_move_ids
        self.assertEqual((move.state, move.kind, subscription.offering_id), ("done", "offering", self.better))
        self.assertEqual(move.event_ids.sorted("id").mapped("source"), ["user", "order", "order"])
        self.assertEqual(set(move.charge_ids.mapped("kind")), {"fee_credit", "fee_charge"})
        order._telecom_carry_out()
        self.assertEqual(len(subscription.move_ids), 1)
        with self.assertRaisesRegex(UserError, "is done. Order a change back"):
            order.action_cancel()

    def test_the_quotation_says_what_it_means(self):
        bound, subscription = self.order(self.line(self.bound)).order_line, self.use()
        self.assertIn("Commitment of 24 months", bound.name)
        fee = format_amount(bound.with_context(lang=bound.order_id._get_lang()).env, 100, self.company.currency_id)
        self.assertIn(f"{fee} a month", bound.name)
        changed = self.change(subscription, self.better, telecom_date="2026-04-20").order_line
        self.assertRegex(changed.name, f"Change of {subscription.name} as of .*2026")
        self.assertIn("Renewal of", self.change(subscription, self.offerings["mobile"]).order_line.name)
        self.assertIn("Disconnection of", self.change(subscription, self.better, "disconnect").order_line.name)
        product = self.env["product.product"].create({"name": "Paper", "type": "consu"})
        self.assertEqual(self.order(Command.create({"product_id": product.id})).order_line.name, "Paper")

    def test_a_later_day_is_taken_back(self):
        subscription = self.use()
        order = self.change(subscription, self.better, telecom_date="2026-04-20")
        order.action_confirm()
        self.assertEqual(subscription.move_ids.state, "planned")
        order.action_cancel()
        self.assertEqual((subscription.move_ids.state, order.state), ("cancelled", "cancel"))

    def test_a_past_day(self):
        order = self.change(self.use(), self.better, telecom_date="2026-03-15")
        self.assert_not_confirmed(order, "the day of the change is past")

    def test_a_broken_commitment_is_shown_and_charged_if_so_agreed(self):
        subscription = self.use(self.bound)
        order = self.change(subscription, self.cheaper)
        penalty = subscription.penalty_today
        self.assertEqual((order.order_line.telecom_penalty, order.telecom_penalty_total), (penalty, penalty))
        self.assert_not_confirmed(order, "to break that costs")
        order.order_line.telecom_charge_penalty = True
        order.action_confirm()
        self.assertEqual(subscription.charge_ids.filtered(lambda charge: charge.kind == "penalty").amount, penalty)

    def test_what_stands_against_the_move_stands_against_the_order(self):
        order = self.change(self.subscribe("suspended"), self.better)
        self.assert_not_confirmed(order, "suspended for arrears")

    def test_subjects_that_do_not_fit(self):
        theirs = self.use(account_id=self.new_account.id)
        mine = self.use()
        self.assert_not_confirmed(self.change(theirs, self.better), "is not of Subscriber")
        self.assert_not_confirmed(self.order(self.line(self.better, telecom_action="modify")), "choose the subscription")
        self.assert_not_confirmed(self.change(mine, self.better, product_uom_qty=2), "the quantity is 1")
        line = self.line(self.better, telecom_action="modify", telecom_subscription_id=mine.id)
        self.assert_not_confirmed(self.order(line, line), "two lines about one subscription")

    def test_disconnect(self):
        subscription = self.use(self.bound)
        order = self.change(subscription, self.bound, "disconnect")
        penalty = subscription.penalty_today
        self.assertEqual(order.telecom_penalty_total, penalty)
        order.action_confirm()
        self.assertEqual((subscription.state, subscription.penalty_amount), ("pending_terminate", penalty))
        self.assertEqual(subscription.last_event_id.source, "order")
        order.action_cancel()
        self.assertEqual((subscription.state, subscription.penalty_amount), ("active", 0))
        order.action_draft()
        order.action_confirm()
        self.step(subscription, "terminate")
        with self.assertRaisesRegex(UserError, "is over"):
            order.action_cancel()

    def test_disconnect_what_is_not_in_use_yet(self):
        subscription = self.subscribe("created")
        self.change(subscription, self.better, "disconnect").action_confirm()
        self.assertEqual(subscription.state, "cancelled")
        self.assert_not_confirmed(self.change(subscription, self.better, "disconnect"), "is over, or ends already")
        later = self.change(self.use(), self.better, "disconnect", telecom_date="2026-04-20")
        self.assert_not_confirmed(later, "leave its day empty")
