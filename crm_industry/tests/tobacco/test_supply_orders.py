from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .supply_common import MONDAY, SupplyCommon
from .tobacco_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSupplyOrders(SupplyCommon):
    """Orders of a scarce product: 35 cartons for a retailer of band 30, 23 of band 20, 12 of band 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tobacco_quota_check = "refuse"
        cls.plan = cls.publish_plan(cls.make_plan())
        cls.shop = cls.strong[0]

    def order(self, quantity, product=None, retailer=None, **values):
        return self.make_order(product, quantity, retailer or self.shop, **values)

    def confirm(self, quantity, **values):
        order = self.order(quantity, **values)
        order.action_confirm()
        return order

    def used(self):
        return self.plan.sudo()._used(self.shop.partner_id).get((self.plan.id, self.shop.partner_id.id), 0.0)

    def test_up_to_the_quota_and_not_beyond(self):
        first = self.confirm(30)
        self.assertEqual((first.state, first.supply_week), ("sale", MONDAY))
        second = self.order(6)
        self.assertIn("has 5 Units of Golden Leaf · 2026-W12 left: the order has 6 Units", second.tobacco_hindrance)
        second.action_confirm()
        self.assertEqual((second.state, second.tobacco_check), ("draft", "blocked"))
        self.assertEqual(self.confirm(5).state, "sale")
        self.assertEqual(self.confirm(1).state, "draft")
        # Another retailer has its own quota.
        self.assertEqual(self.confirm(35, retailer=self.strong[1]).state, "sale")

    def test_two_in_one_batch(self):
        orders = self.order(20) | self.order(20) | self.order(15)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])

    def test_cut_to_what_is_left(self):
        self.company.tobacco_quota_check = "cut"
        self.confirm(30)
        order = self.confirm(20)
        self.assertEqual((order.state, order.order_line.product_uom_qty), ("sale", 5))
        self.assertIn("5 instead of 20", " ".join(order.message_ids.mapped("body")))
        # Nothing is left: refused.
        self.assertEqual(self.confirm(1).state, "draft")

    def test_cut_over_several_lines(self):
        self.company.tobacco_quota_check = "cut"
        order = self.order(20)
        order.order_line = [Command.create({"product_id": self.cigarette.id, "product_uom_qty": 20, "price_unit": 10})]
        order.action_confirm()
        self.assertEqual((order.state, order.order_line.mapped("product_uom_qty")), ("sale", [20, 15]))

    def test_cut_to_nothing_the_other_goods_go_through(self):
        self.company.tobacco_quota_check = "cut"
        self.confirm(35)
        order = self.order(20)
        order.order_line = [Command.create({"product_id": self.cheap_cigarette.id, "product_uom_qty": 3, "price_unit": 10})]
        order.action_confirm()
        self.assertEqual((order.state, order.order_line.mapped("product_uom_qty")), ("sale", [0, 3]))
        # Nothing but a fee: refused, and as it was.
        fee = self.env["product.product"].create({"name": "Fee", "type": "service"})
        order = self.order(20)
        order.order_line = [Command.create({"product_id": fee.id, "product_uom_qty": 1, "price_unit": 10})]
        order.action_confirm()
        self.assertEqual((order.state, order.order_line.mapped("product_uom_qty")), ("draft", [20, 1]))

    def test_cut_of_a_batch_of_one_customer(self):
        self.company.tobacco_quota_check = "cut"
        orders = self.order(30) | self.order(30) | self.order(30)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "sale", "draft"])
        self.assertEqual(orders.order_line.mapped("product_uom_qty"), [30, 5, 30])

    def test_cancelled_it_gives_back(self):
        order = self.confirm(35)
        self.assertEqual(self.confirm(1).state, "draft")
        order._action_cancel()
        self.assertEqual(self.confirm(35).state, "sale")
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_confirmed_orders_do_not_outgrow_it(self):
        order = self.confirm(30)
        line = order.order_line
        line.product_uom_qty = 35
        with self.assertRaisesRegex(UserError, "has 35 .* left: the order has 36 "), self.cr.savepoint():
            line.product_uom_qty = 36
        with self.assertRaises(UserError), self.cr.savepoint():
            order.order_line = [Command.create({"product_id": self.cigarette.id, "product_uom_qty": 1})]
        line.product_uom_qty = 10
        self.assertEqual(self.confirm(25).state, "sale")

    def test_every_door(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order(36).write({"state": "sale"})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order(36, state="sale")
        order = self.confirm(30)
        other = self.order(35, retailer=self.strong[1], state="sale")
        with self.assertRaises(UserError), self.cr.savepoint():
            other.partner_id = self.shop.partner_id
        for forged in (False, "2026-03-09"):
            with self.assertRaises(AccessError):
                order.write({"supply_week": forged})
        fresh = (
            self.env["sale.order"].with_context(default_supply_week="2026-03-09").create({"partner_id": self.shop.partner_id.id})
        )
        self.assertFalse(fresh.supply_week)

    def test_portal_and_import(self):
        self.confirm(30)
        portal = new_test_user(self.env, "portal_shop", "base.group_portal", partner_id=self.shop.partner_id.id)
        # As the pages of a signed or paid quotation confirm it.
        first, second = self.order(5), self.order(1)
        for order, state in ((first, "sale"), (second, "draft")):
            order.with_user(portal).sudo().action_confirm()
            self.assertEqual(order.state, state)
        columns = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty", "order_line/name"]
        rows = [[str(self.shop.partner_id.id), "Sales Order", str(self.cigarette.id), "36", "Golden Leaf"]]
        result = self.env["sale.order"].with_user(self.salesperson).load(columns, rows)
        self.assertFalse(result["ids"])
        self.assertIn("the order has 36 Units", result["messages"][0]["message"])

    def test_lines_called_an_advance_count(self):
        order = self.order(36)
        order.order_line.is_downpayment = True
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        order.order_line.product_uom_qty = 35
        order.action_confirm()
        self.assertEqual((order.state, self.confirm(1).state), ("sale", "draft"))

    def test_orders_that_get_tobacco_after_their_confirmation_count(self):
        order = self.confirm(5, product=self.lighter)
        self.assertFalse(order.supply_week)
        order.order_line = [Command.create({"product_id": self.cigarette.id, "product_uom_qty": 35})]
        self.assertEqual(order.supply_week, MONDAY)
        self.assertEqual(self.confirm(1).state, "draft")

    def test_units_are_converted(self):
        case = self.env["uom.uom"].create(
            {"name": "Case of 10", "relative_factor": 10, "relative_uom_id": self.cigarette.uom_id.id}
        )
        order = self.order(4)
        order.order_line.product_uom_id = case
        self.assertIn("has 35 ", order.tobacco_hindrance)
        order.order_line.product_uom_qty = 3
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.used(), 30)
        self.assertEqual(self.confirm(6).state, "draft")

    def test_of_a_price_class_in_cartons(self):
        values = {"method": "price_band", "product_id": False, "tobacco_class": "5"}
        self.publish_plan(self.make_plan(**values))
        self.cheap_cigarette.tobacco_cartons = 0.5
        # 35 cartons are 70 units.
        self.assertEqual(self.confirm(71, product=self.cheap_cigarette).state, "draft")
        self.assertEqual(self.confirm(70, product=self.cheap_cigarette).state, "sale")
        self.assertEqual(self.confirm(35).state, "sale")

    def test_without_a_band_there_is_nothing(self):
        new = self.make_retailer("New Shop")
        order = self.confirm(1, retailer=new)
        self.assertEqual(order.state, "draft")
        self.assertIn("New Shop has no supply band in the week: nothing of Golden Leaf", order.tobacco_hindrance)
        self.assertEqual(self.confirm(500, retailer=new, product=self.cheap_cigarette).state, "sale")

    def test_the_next_week_begins_anew(self):
        order = self.confirm(35)
        with freeze_time("2026-03-23 04:00:00"):
            later = self.confirm(100)
            self.assertEqual((later.state, str(later.supply_week)), ("sale", "2026-03-23"))
            # Another week, the order before has lapsed: neither the rest of its week nor past a plan of this one.
            order.order_line.product_uom_qty = 30
            with self.assertRaisesRegex(UserError, "2026-W12, which is over: order more of Golden Leaf"), self.cr.savepoint():
                order.order_line.product_uom_qty = 31
            order.order_line = [Command.create({"product_id": self.cheap_cigarette.id, "product_uom_qty": 9})]
            later.action_cancel()
            later.action_draft()
            later.action_confirm()
            self.assertEqual(str(later.supply_week), "2026-03-23")
            self.assertEqual(self.used(), 30)

    def test_a_plan_of_the_present_week_is_not_passed_by_by_an_older_order(self):
        with freeze_time("2026-03-13 04:00:00"):
            order = self.confirm(100)
        with self.assertRaises(UserError), self.cr.savepoint():
            order.order_line.product_uom_qty = 101
        # Cancelled and confirmed again it is one of this week.
        order._action_cancel()
        order.action_draft()
        order.order_line.product_uom_qty = 35
        order.action_confirm()
        self.assertEqual((order.state, order.supply_week, self.used()), ("sale", MONDAY, 35))

    def test_left_on_the_line(self):
        self.confirm(30)
        order = self.order(2)
        self.assertEqual((order.order_line.supply_limited, order.order_line.supply_left), (True, 5))
        other = self.order(2, product=self.cheap_cigarette)
        self.assertEqual((other.order_line.supply_limited, other.order_line.supply_left), (False, 0))
