from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .agreement_common import NOON, AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAgreementOrders(AgreementCommon):
    """Orders of dealers inside and outside of their agreements, at every door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"channel_order_check": "block", "credit_check_confirm": "off", "credit_check_change": "off"})
        cls.agreement = cls.activate(cls.dealer_a, cls.east, cls.phones)
        cls.manager = new_test_user(
            cls.env,
            "agreement_orders_manager",
            "sales_team.group_sale_salesman_all_leads,crm_industry.group_channel_manager",
        )
        cls.seller = new_test_user(cls.env, "agreement_seller", "sales_team.group_sale_salesman_all_leads")

    @classmethod
    def order(cls, product=None, partner=None, quantity=1, **values):
        lines = [Command.create({"product_id": (product or cls.phone).id, "product_uom_qty": quantity, "price_unit": 10})]
        defaults = {"partner_id": (partner or cls.dealer_a).id, "user_id": cls.seller.id, "order_line": lines}
        return cls.env["sale.order"].with_user(cls.seller).create(defaults | values)

    def test_inside(self):
        order = self.order()
        self.assertFalse(order.channel_outside)
        self.assertIs(order.action_confirm(), True)
        self.assertEqual((order.state, order.channel_check), ("sale", "inside"))

    def test_outside_is_blocked_and_says_why(self):
        order = self.order(self.printer)
        self.assertIn("Printer", order.channel_outside)
        self.assertIn("does not cover this product", order.channel_outside)
        action = order.action_confirm()
        self.assertEqual((order.state, order.channel_check), ("draft", "blocked"))
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("Printer", action["params"]["message"])
        self.assertIn("Printer", order.message_ids[0].body)

    def test_what_is_outside_follows_the_lines_at_once(self):
        order = self.order()
        self.assertFalse(order.channel_outside)
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_id = self.printer
            self.assertIn("Printer", form.channel_outside)

    def test_outside_is_warned_about(self):
        self.company.channel_order_check = "warn"
        order = self.order(self.printer)
        action = order.action_confirm()
        self.assertEqual((order.state, order.channel_check, action["params"]["type"]), ("sale", "warned", "warning"))

    def test_off(self):
        self.company.channel_order_check = "off"
        order = self.order(self.printer)
        self.assertFalse(order.channel_outside)
        self.assertIs(order.action_confirm(), True)
        self.assertFalse(order.channel_check)

    def test_customers_who_are_no_dealers_have_no_agreements(self):
        order = self.order(self.printer, self.retailer)
        order.action_confirm()
        self.assertEqual((order.state, order.channel_check), ("sale", False))

    def test_services_and_sections_are_not_looked_at(self):
        service = self.env["product.product"].create({"name": "Training", "type": "service"})
        order = self.order(service)
        order.order_line = [Command.create({"display_type": "line_section", "name": "Section"})]
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_goods_that_go_elsewhere(self):
        order = self.order()
        address = self.env["res.partner"].create(
            {"name": "Shop", "type": "delivery", "parent_id": self.dealer_a.id, "channel_region_id": self.south.id}
        )
        order.partner_shipping_id = address
        self.assertIn("South", order.channel_outside)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.company.channel_order_region = "product"
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_suspended_dealer_orders_nothing_more(self):
        self.agreement.with_user(self.channel_manager).action_suspend("Unpaid")
        order = self.order()
        order.action_confirm()
        self.assertEqual(order.channel_check, "blocked")
        self.assertIn("no agreement in force", order.channel_outside)

    def test_in_a_batch_the_others_go_through(self):
        orders = self.order() | self.order(self.printer) | self.order(self.printer, self.retailer)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])

    # -- every door --------------------------------------------------------------------------------------------------------

    def test_state_written_directly(self):
        order = self.order(self.printer)
        with self.assertRaisesRegex(UserError, "outside the dealer's agreement"):
            order.write({"state": "sale"})
        self.order().write({"state": "sale"})

    def test_created_as_confirmed(self):
        with self.assertRaisesRegex(UserError, "outside the dealer's agreement"):
            self.order(self.printer, state="sale")
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.seller).with_context(default_state="sale").create(
                {"partner_id": self.dealer_a.id, "order_line": [Command.create({"product_id": self.printer.id})]}
            )
        self.assertEqual(self.order(state="sale").channel_check, "inside")

    def test_the_result_is_not_written_by_clients(self):
        order = self.order(self.printer)
        with self.assertRaises(AccessError):
            order.channel_check = "allowed"
        with self.assertRaises(AccessError):
            self.order(channel_check="allowed")
        forged = self.env["sale.order"].with_user(self.seller).with_context(default_channel_check="allowed")
        self.assertFalse(forged.create({"partner_id": self.dealer_a.id}).channel_check)
        with self.assertRaises(AccessError):
            self.env["crm.dealer.exception"].with_user(self.channel_manager).create(
                {
                    "name": order.name,
                    "order_id": order.id,
                    "company_id": self.company.id,
                    "dealer_id": self.dealer_a.id,
                    "product_id": self.printer.id,
                    "reason": "Forged",
                }
            )

    def confirmed(self):
        order = self.order()
        order.action_confirm()
        return order

    def test_a_confirmed_order_grows_inside(self):
        order = self.confirmed()
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.order_line.product_uom_qty, 5)

    def test_a_confirmed_order_gets_something_outside(self):
        order = self.confirmed()
        values = {"product_id": self.printer.id, "product_uom_qty": 1}
        with self.assertRaisesRegex(UserError, "Printer"):
            order.order_line = [Command.create(values)]
        with self.assertRaisesRegex(UserError, "Printer"):
            self.env["sale.order.line"].with_user(self.seller).create(values | {"order_id": order.id})

    def test_a_confirmed_order_goes_elsewhere(self):
        order = self.confirmed()
        address = self.env["res.partner"].create({"name": "South depot", "channel_region_id": self.south.id})
        with self.assertRaisesRegex(UserError, "South"):
            order.partner_shipping_id = address
        with self.assertRaisesRegex(UserError, "no agreement"):
            order.write({"partner_id": self.dealer_b.id, "partner_shipping_id": self.dealer_b.id})

    def test_what_was_confirmed_may_shrink_when_the_agreement_is_over(self):
        order = self.order(quantity=5)
        order.action_confirm()
        self.agreement.with_user(self.channel_manager).action_suspend("Unpaid")
        order.order_line.product_uom_qty = 3
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 4

    def test_changes_are_warned_about(self):
        order = self.confirmed()
        self.company.channel_order_check = "warn"
        order.order_line = [Command.create({"product_id": self.printer.id})]
        self.assertEqual(order.channel_check, "warned")
        self.assertIn("Printer", order.message_ids[0].body)

    def test_signed_on_the_portal(self):
        order = self.order(self.printer).sudo()
        order._validate_order()
        self.assertEqual((order.state, order.channel_check), ("draft", "blocked"))

    def test_paid_online(self):
        order = self.order(self.printer).sudo()
        provider = self.env["payment.provider"].sudo().create({"name": "Provider", "code": "none", "state": "test"})
        transaction = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1).id,
                "reference": "outside",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
                "state": "done",
            }
        )
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertEqual(order.channel_check, "blocked")

    # -- exceptions ----------------------------------------------------------------------------------------------------------

    def test_a_manager_allows_with_a_reason(self):
        order = self.order(self.printer, quantity=5)
        order.action_confirm()
        with self.assertRaises(AccessError):
            order.action_allow_outside("Please")
        action = order.with_user(self.manager).action_allow_outside()
        wizard = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        wizard.create({"reason": "Fair in the east"}).action_allow()
        log = order.channel_exception_ids
        self.assertEqual((log.product_id, log.quantity, log.user_id), (self.printer, 5, self.manager))
        self.assertEqual(log.reason, "Fair in the east")
        order.action_confirm()
        self.assertEqual((order.state, order.channel_check), ("sale", "allowed"))
        order.order_line.product_uom_qty = 4
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 6

    def test_an_exception_is_for_the_region(self):
        order = self.order(self.printer)
        order.with_user(self.manager).action_allow_outside("Fair")
        order.partner_shipping_id = self.dealer_b
        order.action_confirm()
        self.assertEqual(order.channel_check, "blocked")

    def test_nothing_to_allow(self):
        with self.assertRaisesRegex(UserError, "is not outside"):
            self.order().with_user(self.manager).action_allow_outside("Why not")

    def test_a_colleagues_exception_is_not_seen(self):
        order = self.order(self.printer)
        order.with_user(self.manager).action_allow_outside("Fair")
        self.dealer_a.user_id = self.seller
        exceptions = self.env["crm.dealer.exception"]
        self.assertFalse(exceptions.with_user(self.salesperson).search([("order_id", "=", order.id)]))
        self.assertFalse(exceptions.with_user(self.other_channel_manager).search([("order_id", "=", order.id)]))

    # -- cost ------------------------------------------------------------------------------------------------------------------

    def test_the_check_costs_the_same_for_many_orders(self):
        def spent(number, mode):
            self.company.channel_order_check = mode
            orders = self.env["sale.order"].union(*(self.order() for _n in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders.action_confirm()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        spent(1, "block")
        for number in (1, 10):
            self.assertLessEqual(spent(number, "block") - spent(number, "off"), 6)
