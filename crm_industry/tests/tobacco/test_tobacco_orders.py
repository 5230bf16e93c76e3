from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoOrders(TobaccoCommon):
    """Tobacco for customers with and without a licence, at every door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unlicensed = cls.make_retailer("Night Kiosk", licensed=False)

    def suspend(self):
        self.licence.with_user(self.inspector).action_suspend("Sold to minors", "2026-04-30")

    def test_licensed(self):
        order = self.make_order()
        self.assertFalse(order.tobacco_hindrance)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.tobacco_check), ("sale", "clear"))

    def test_without_a_licence_tobacco_is_blocked_and_it_says_why(self):
        order = self.make_order(retailer=self.unlicensed)
        self.assertIn("Night Kiosk has no tobacco licence in force", order.tobacco_hindrance)
        action = order.action_confirm()
        self.assertEqual((order.state, order.tobacco_check), ("draft", "blocked"))
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("Night Kiosk", action["params"]["message"])
        self.assertIn("no tobacco licence", order.message_ids[0].body)

    def test_customers_without_a_file(self):
        order = self.make_order(partner_id=self.customer.id)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertIn("has no retailer's file", order.tobacco_hindrance)

    def test_other_goods_need_no_licence(self):
        order = self.make_order(self.lighter, retailer=self.unlicensed)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.tobacco_check), ("sale", False))

    def test_warn_and_off(self):
        self.company.tobacco_licence_check = "warn"
        order = self.make_order(retailer=self.unlicensed)
        self.assertEqual(order.action_confirm()["params"]["type"], "warning")
        self.assertEqual((order.state, order.tobacco_check), ("sale", "warned"))
        self.company.tobacco_licence_check = "off"
        order = self.make_order(retailer=self.unlicensed)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.tobacco_check), ("sale", "clear"))

    def test_suspended_and_over(self):
        self.suspend()
        order = self.make_order()
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertIn("is suspended until", order.tobacco_hindrance)
        self.licence.with_user(self.inspector).action_resume()
        # Over, though the cron has not said so yet.
        with freeze_time("2029-01-01 04:00:00"):
            order.invalidate_recordset()
            order.action_confirm()
            self.assertEqual((self.licence.state, order.state), ("valid", "draft"))
            self.assertIn("does not hold today", order.tobacco_hindrance)

    def test_in_a_batch_the_others_go_through(self):
        orders = self.make_order() | self.make_order(retailer=self.unlicensed) | self.make_order(self.lighter)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])

    # -- every door ------------------------------------------------------------------------------------------------

    def test_state_written_directly_or_created_as_confirmed(self):
        with self.assertRaisesRegex(UserError, "no tobacco licence"):
            self.make_order(retailer=self.unlicensed).write({"state": "sale"})
        with self.assertRaisesRegex(UserError, "no tobacco licence"):
            self.make_order(retailer=self.unlicensed, state="sale")
        self.assertEqual(self.make_order(state="sale").tobacco_check, "clear")

    def test_confirmed_orders_do_not_grow_without_a_licence(self):
        order = self.make_order()
        order.order_line = [Command.create({"product_id": self.lighter.id, "product_uom_qty": 1, "price_unit": 1})]
        order.action_confirm()
        self.suspend()
        line, lighters = order.order_line
        with self.assertRaisesRegex(UserError, "is suspended"), self.cr.savepoint():
            line.product_uom_qty = 11
        with self.assertRaisesRegex(UserError, "is suspended"), self.cr.savepoint():
            order.order_line = [Command.create({"product_id": self.cheap_cigarette.id, "product_uom_qty": 1})]
        line.product_uom_qty = 9
        lighters.product_uom_qty = 5
        self.assertEqual(order.state, "sale")

    def test_result_is_nobodys_to_write(self):
        order = self.make_order(retailer=self.unlicensed)
        with self.assertRaises(AccessError):
            order.write({"tobacco_check": "clear"})
        with self.assertRaises(AccessError):
            self.make_order(tobacco_check="clear")

    def test_of_a_branch_the_root_decides(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id, "business_tz": "Asia/Shanghai"})
        branch.tobacco_licence_check = "off"
        orders = self.env["sale.order"].with_company(branch)
        line = {"product_id": self.cigarette.id, "product_uom_qty": 1, "price_unit": 1}
        for retailer, state in ((self.retailer, "sale"), (self.unlicensed, "draft")):
            values = {"partner_id": retailer.partner_id.id, "company_id": branch.id, "order_line": [Command.create(line)]}
            order = orders.create(values)
            order.action_confirm()
            self.assertEqual(order.state, state)
