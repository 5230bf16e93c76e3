from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .telecom_common import NOON, TODAY
from .test_telecom_move import MoveCommon


class OrderCommon(MoveCommon):
    """Products that sell offerings, and orders of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.telecom_bill_day = 7
        cls.sim = cls.make_product("SIM card")
        cls.offerings["mobile"].product_tmpl_id = cls.sim.product_tmpl_id
        for offering in (cls.better, cls.cheaper, cls.bound):
            offering.product_tmpl_id = cls.make_product(offering.name).product_tmpl_id

    @classmethod
    def make_product(cls, name):
        values = {"name": name, "type": "service", "list_price": 20, "invoice_policy": "order"}
        return cls.env["product.product"].create(values)

    @classmethod
    def line(cls, offering=None, **values):
        """Return the command of a line that sells an offering."""
        product = (offering or cls.offerings["mobile"]).product_tmpl_id.product_variant_id
        return Command.create({"product_id": product.id} | values)

    def order(self, *lines, customer=None, user=None, **values):
        """Make a quotation of the salesperson."""
        customer = customer or self.subscriber
        defaults = {"partner_id": customer.id, "order_line": [*lines]}
        return self.env["sale.order"].with_user(user or self.salesperson).create(defaults | values)

    def added(self, order):
        return self.env["crm.telecom.subscription"].search([("sale_order_id", "=", order.id)], order="id")

    def force(self, subscription, state):
        """Bring a subscription into a state as if it had taken the steps, whose rules are looked at elsewhere."""
        subscription._guarded_write({"state": state, "state_since": TODAY})

    def assert_not_confirmed(self, order, text):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            order.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")
        self.assertFalse(self.added(order))


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomOrder(OrderCommon):
    """Sales orders add subscriptions, once, without any right in the trade."""

    def test_each_piece_is_a_subscription(self):
        order = self.order(self.line(product_uom_qty=3), self.line(self.better))
        self.assertEqual(order.order_line.mapped("telecom_action"), ["add", "add"])
        self.assertEqual(order.telecom_account_id, self.account)
        order.action_confirm()
        added = self.added(order)
        self.assertEqual([each.offering_id.name for each in added], ["Test mobile"] * 3 + ["Better"])
        self.assertEqual(added.mapped("sale_line_number"), [1, 2, 3, 1])
        self.assertEqual(
            (added.partner_id, added.account_id, set(added.mapped("state"))), (self.subscriber, self.account, {"created"})
        )
        self.assertEqual(added[0].service_ids.mapped("kind"), ["voice", "sms", "data"])
        event = added[0].event_ids
        self.assertEqual((event.verb, event.source, event.note, event.user_id), ("create", "order", order.name, self.salesperson))
        self.assertEqual(order.telecom_subscription_count, 4)
        self.assertEqual(self.env["crm.telecom.subscription"].search(order.action_open_telecom_subscriptions()["domain"]), added)

    def test_once(self):
        order = self.order(self.line(product_uom_qty=2))
        order.action_confirm()
        order._telecom_carry_out()
        order.sudo().write({"state": "sent"})
        order.sudo().write({"state": "sale"})
        self.assertEqual(len(self.added(order)), 2)

    def test_every_door_adds_them(self):
        for values in ({}, {"state": "sale"}):
            order = self.order(self.line(), **values)
            if order.state == "draft":
                order.write({"state": "sale"})
            self.assertEqual(len(self.added(order)), 1)

    def test_a_new_customer_gets_an_account(self):
        customer = self.make_customer("Newcomer Ltd")
        contact = self.env["res.partner"].create({"name": "Han Mei", "parent_id": customer.id})
        order = self.order(self.line(), customer=contact)
        self.assertFalse(order.telecom_account_id)
        order.action_confirm()
        account = order.sudo().telecom_account_id
        self.assertEqual((account.partner_id, account.payment_mode, account.bill_day), (customer, "postpaid", 7))
        self.assertEqual((self.added(order).account_id, self.added(order).user_partner_id), (account, contact))
        again = self.order(self.line(), customer=customer)
        again.action_confirm()
        self.assertEqual(self.added(again).account_id, account)

    def test_prepaid_and_postpaid(self):
        prepaid = self.make_offering("mobile", ("voice",), payment_mode="prepaid")
        postpaid = self.make_offering("mobile", ("voice",), payment_mode="postpaid")
        for offering in (prepaid, postpaid):
            offering.product_tmpl_id = self.make_product(offering.payment_mode).product_tmpl_id
        self.assert_not_confirmed(self.order(self.line(prepaid), self.line(postpaid)), "prepaid and postpaid offerings apart")
        order = self.order(self.line(prepaid))
        self.assertFalse(order.telecom_account_id)
        order.telecom_account_id = self.account
        self.assert_not_confirmed(order, "pays in another way")
        order.telecom_account_id = False
        order.action_confirm()
        self.assertEqual(self.added(order).account_id.payment_mode, "prepaid")
        self.assertNotEqual(self.added(order).account_id, self.account)
        for offering, account in ((prepaid, self.added(order).account_id), (postpaid, self.account)):
            self.assertEqual(self.order(self.line(offering)).telecom_account_id, account)

    def test_the_account_is_chosen_among_several(self):
        other = self.make_account()
        order = self.order(self.line())
        self.assertFalse(order.telecom_account_id)
        self.assert_not_confirmed(order, "choose the account")
        order.telecom_account_id = other
        order.action_confirm()
        self.assertEqual(self.added(order).account_id, other)
        for account in (self.account.id, False):
            with self.assertRaisesRegex(UserError, f"{order.name} has been carried out: its billing account stays"):
                order.write({"telecom_account_id": account})
        order.write({"telecom_account_id": other.id, "note": "The same again"})
        self.assertEqual(order.sudo().telecom_account_id, other)

    def test_accounts_that_do_not_fit(self):
        order = self.order(self.line())
        order.telecom_account_id = self.new_account
        self.assert_not_confirmed(order, "is the account of somebody else")
        order.telecom_account_id = self.account
        self.step(self.account, "suspend")
        self.assert_not_confirmed(order, "is not active")

    def test_quantities_that_are_no_number_of_subscriptions(self):
        for quantity in (1.5, 1001, -1):
            with self.subTest(quantity=quantity):
                self.assert_not_confirmed(self.order(self.line(product_uom_qty=quantity)), "the quantity is the number")

    def test_offerings_that_do_not_fit(self):
        order = self.order(self.line(telecom_offering_id=self.better.id))
        self.assert_not_confirmed(order, "choose an offering that the product sells")
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        foreign = self.make_offering("mobile", ("voice",), currency_id=currency.id)
        foreign.product_tmpl_id = self.make_product("Foreign").product_tmpl_id
        self.assert_not_confirmed(self.order(self.line(foreign)), "choose a pricelist in that currency")

    def test_the_opportunity_is_kept(self):
        lead = {"name": "Ten phones", "type": "opportunity", "partner_id": self.subscriber.id, "user_id": self.salesperson.id}
        lead = self.env["crm.lead"].create(lead)
        order = self.order(self.line(), opportunity_id=lead.id)
        order.action_confirm()
        self.assertEqual(self.added(order).opportunity_id, lead)
        self.assertEqual(lead.telecom_subscription_count, 1)
        found = self.env["crm.telecom.subscription"].search(lead.action_open_telecom_subscriptions()["domain"])
        self.assertEqual(found, self.added(order))

    def test_other_orders_are_left_alone(self):
        product = self.env["product.product"].create({"name": "Paper", "type": "consu", "list_price": 5})
        order = self.order(Command.create({"product_id": product.id, "product_uom_qty": 2}))
        order.action_confirm()
        self.assertFalse(order.telecom_account_id or order.telecom_has_lines or self.added(order))

    def test_lines_added_later(self):
        order = self.order(self.line())
        order.action_confirm()
        order.write({"order_line": [self.line(self.better, product_uom_qty=2)]})
        self.assertEqual(len(self.added(order)), 3)
        for values in ({"product_uom_qty": 5}, {"telecom_action": "disconnect"}, {"product_id": self.sim.id}):
            with self.assertRaisesRegex(UserError, "has been carried out"):
                order.order_line[0].write(values)
        with self.assertRaises(AccessError):
            order.order_line[0].write({"telecom_done": False})
        with self.assertRaises(UserError):
            order.write({"order_line": [self.line(telecom_action="modify")]})

    def test_nobody_pretends_that_a_line_is_carried_out(self):
        order = self.order(self.line(telecom_done=True))
        self.assertFalse(order.order_line.telecom_done)
        order.action_confirm()
        self.assertTrue(self.added(order))

    def test_cancelled_before_they_are_in_use(self):
        order = self.order(self.line(product_uom_qty=2))
        order.action_confirm()
        first = self.added(order)
        self.force(first[0], "pending_active")
        order._action_cancel()
        self.assertEqual(set(first.mapped("state")), {"cancelled"})
        self.assertEqual((order.state, first[0].last_event_id.source), ("cancel", "order"))
        order.action_draft()
        order.action_confirm()
        self.assertEqual(len(self.added(order) - first), 2)

    def test_not_cancelled_once_they_are_in_use(self):
        order = self.order(self.line(product_uom_qty=2))
        order.action_confirm()
        used, waiting = self.added(order)
        self.force(used, "active")
        for cancel in (order._action_cancel, order.action_cancel, lambda: order.write({"state": "cancel"})):
            with self.assertRaisesRegex(UserError, "is in use"), self.env.cr.savepoint():
                cancel()
        self.env.invalidate_all()
        self.assertEqual((order.state, waiting.state), ("sale", "created"))
        self.step(used, "give_notice")
        self.step(used, "terminate")
        order.action_cancel()
        self.assertEqual((order.state, waiting.state), ("cancel", "cancelled"))

    def test_orders_held_for_credit_add_nothing(self):
        self.company.credit_check_confirm = "block"
        credit = self.env["crm.credit.account"]._ensure(self.subscriber, self.company)
        credit.write({"limit_mode": "limited", "limit_amount": 10})
        order = self.order(self.line())
        order.action_confirm()
        self.assertEqual((order.state, order.sudo().credit_state), ("draft", "held"))
        self.assertFalse(self.added(order))
        credit.limit_amount = 1000
        order.action_confirm()
        self.assertEqual((order.state, len(self.added(order))), ("sale", 1))

    def test_salespeople_see_nothing_of_others(self):
        order = self.order(self.line(), customer=self.new_owner)
        self.new_owner.user_id = self.telecom_agent
        self.env.flush_all()
        order.action_confirm()
        self.assertEqual(len(self.added(order)), 1)
        with self.assertRaises(AccessError):
            self.added(order).with_user(self.salesperson).read(["name"])

    def test_other_company(self):
        self.other_company.currency_id = self.company.currency_id
        with self.assertRaises(UserError):
            self.order(self.line(telecom_subscription_id=self.use().id), user=self.env.user, company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self.order(telecom_account_id=self.account.id, user=self.env.user, company_id=self.other_company.id)

    def test_the_form(self):
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        form = Form(self.env["sale.order"].with_user(self.salesperson))
        form.partner_id = self.subscriber
        with form.order_line.new() as line:
            line.product_id = self.sim
            self.assertEqual((line.telecom_action, line.telecom_offering_id), ("add", self.offerings["mobile"]))
        order = form.save()
        self.assertEqual(order.telecom_account_id, self.account)
