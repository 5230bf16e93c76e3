from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .check_common import CreditCheckCommon
from .test_delivery import DeliveryMixin


@tagged("post_install", "-at_install")
class TestRecheck(DeliveryMixin, CreditCheckCommon):
    """Holds lift by themselves when there is room again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        cls.company.credit_check_confirm = "block"
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.account = cls._set_limit(cls.customer, 1000.0)
        cls.env["crm.credit.recheck"]._process()

    def _process(self):
        self.env["crm.credit.recheck"]._process()

    def _invoice(self, amount, days=0):
        day = self.company._business_today().fromordinal(self.company._business_today().toordinal() - days)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [(0, 0, {"product_id": self.product.id, "price_unit": amount, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoice, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        return wizard.create({"amount": amount} if amount else {})._create_payments()

    def test_payment_confirms_the_order_that_waited(self):
        invoice = self._invoice(800.0)
        order = self._held_order(600.0)
        self._pay(invoice, 300.0)
        self._process()
        self.assertEqual((order.state, order.credit_state), ("draft", "held"), "500 + 600 is still too much")
        decisions = len(self._decisions(order))
        self.assertEqual(decisions, 1, "what stays held is not logged again")
        self._pay(invoice, 100.0)
        self._process()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertFalse(order.activity_ids)
        self.assertIn("confirmed", order.message_ids[:1].body)

    def test_without_auto_confirm_the_hold_just_lifts(self):
        self.company.credit_auto_confirm = False
        invoice = self._invoice(800.0)
        order = self._held_order(600.0)
        self._pay(invoice)
        self._process()
        self.assertEqual((order.state, order.credit_state), ("draft", "clear"))
        self.assertFalse(order.activity_ids)
        self.assertIn("can be confirmed", order.message_ids[:1].body)

    def test_delivery_held_for_an_overdue_invoice_is_free_once_it_is_paid(self):
        self.company.write({"credit_overdue_rule": True, "credit_overdue_days": 10, "credit_overdue_amount": 50.0})
        order = self._sold(2)
        invoice = self._invoice(100.0, days=11)
        picking = order.picking_ids
        self._validate(picking)
        self.assertEqual((picking.credit_state, self._picking_decisions(picking).reasons), ("held", "overdue"))
        self._pay(invoice, 50.0)
        self._process()
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "clear"), "50 are forgiven")
        self.assertFalse(picking.activity_ids)
        self.assertIn("can leave", picking.message_ids[:1].body)
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_only_what_fits_goes_on_in_its_order(self):
        invoice = self._invoice(1000.0)
        first, second, third = (self._held_order(amount) for amount in (600.0, 500.0, 400.0))
        self._pay(invoice)
        self._process()
        self.assertEqual([first.state, second.state, third.state], ["sale", "draft", "sale"])
        self._process()
        self.assertEqual(second.credit_state, "held")

    def test_higher_limit_and_better_status(self):
        order = self._held_order(1500.0)
        self.account.limit_amount = 1500.0
        self._process()
        self.assertEqual(order.state, "sale")
        self.account.status = "hold"
        more = self._order(0.0 + 1.0)
        more.action_confirm()
        self.account.write({"status": "normal", "limit_amount": 2000.0})
        self._process()
        self.assertEqual(more.state, "sale")

    def test_failing_confirmation_does_not_stop_the_others(self):
        bad, good = self._held_order(1100.0), self._held_order(1200.0)
        confirm = type(bad)._action_confirm

        def fail(orders):
            if bad in orders:
                raise UserError(orders.env._("No route to the moon"))
            return confirm(orders)

        self.account.limit_amount = 5000.0
        with patch.object(type(bad), "_action_confirm", fail):
            self._process()
        self.assertEqual((bad.state, bad.credit_state), ("draft", "clear"))
        self.assertIn("No route to the moon", bad.message_ids[:1].body)
        self.assertEqual(good.state, "sale")

    def test_doing_it_twice_changes_nothing(self):
        order = self._held_order(1500.0)
        self.account.limit_amount = 1500.0
        self._process()
        before = len(self._decisions(order)), len(order.message_ids)
        self.env["crm.credit.recheck"]._enqueue(self.customer, self.company)
        self._process()
        self.assertEqual((len(self._decisions(order)), len(order.message_ids)), before)
        self.assertFalse(self.env["crm.credit.recheck"].search([]))

    def test_another_company_and_refused_orders_stay(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        refused = self._held_order(1500.0)
        refused.with_user(self.officer).action_refuse_credit("No")
        held = self._held_order(1500.0)
        self.env["crm.credit.recheck"]._enqueue(self.customer, other)
        self._set_limit(self.customer, 1e6, company=other)
        self._process()
        self.assertEqual((held.credit_state, refused.credit_state), ("held", "refused"))
        self.account.limit_amount = 1e5
        self._process()
        self.assertEqual((held.state, refused.state), ("sale", "draft"))

    def test_payment_of_the_head_frees_a_member(self):
        daughter = self.env["res.partner"].create({"name": "Daughter", "is_company": True})
        Account = self.env["crm.credit.account"]
        if "group_account_id" not in Account._fields:
            self.skipTest("no groups")
        Account._ensure(daughter, self.company).group_account_id = self.account
        self.assertEqual(self.env["crm.credit.recheck"]._family(self.customer, self.company), self.customer | daughter)
        self.assertEqual(self.env["crm.credit.recheck"]._family(daughter, self.company), self.customer | daughter)

    def test_daily_look_finds_what_nobody_announced(self):
        order = self._held_order(1500.0)
        self.env["crm.credit.recheck"].search([]).unlink()
        self.env.cr.execute("UPDATE crm_credit_account SET limit_amount = 1500 WHERE id = %s", [self.account.id])
        self.env.invalidate_all()
        self.env["crm.credit.recheck"]._enqueue_held()
        self._process()
        self.assertEqual(order.state, "sale")

    def test_cron_works_the_queue_off(self):
        order = self._held_order(1500.0)
        self.account.limit_amount = 1500.0
        self.env["crm.credit.recheck"]._write_queue()
        with self.enter_registry_test_mode():
            self.env.ref("crm_credit.ir_cron_credit_recheck").method_direct_trigger()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestRoomMade(DeliveryMixin, CreditCheckCommon):
    """Orders that are given up or become smaller, and goods that come back, let held documents go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        cls.company.credit_check_confirm = "block"
        cls.account = cls._set_limit(cls.customer, 1000.0)

    def setUp(self):
        super().setUp()
        self.first = self._order(900.0)
        self.first.action_confirm()
        self.held = self._held_order(600.0)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.credit_state, "held")

    def _waiting(self):
        self.env["crm.credit.recheck"]._write_queue()
        return self.env["crm.credit.recheck"].search([]).partner_id

    def test_cancelled_order(self):
        self.first.with_user(self.seller)._action_cancel()
        self.assertEqual(self._waiting(), self.customer)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.state, "sale")

    def test_quotations_make_no_room(self):
        self._order(50.0)._action_cancel()
        self.first.note = "Call before"
        self.assertFalse(self._waiting())

    def test_lowered_order(self):
        self.first.order_line.with_user(self.seller).price_unit = 400.0
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.state, "sale")

    def test_raised_order_is_not_looked_at(self):
        self.first.order_line.price_unit = 950.0
        self.assertFalse(self._waiting())

    def test_line_set_to_nothing(self):
        self.first.order_line.product_uom_qty = 0
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.state, "sale")

    def test_order_of_a_member_of_the_group(self):
        daughter = self.env["res.partner"].create({"name": "Daughter", "is_company": True})
        self.first._action_cancel()
        self.env["crm.credit.recheck"]._process()
        self.env["crm.credit.account"]._ensure(daughter, self.company).group_account_id = self.account
        held = self._held_order(600.0, partner=daughter)
        self.held._action_cancel()
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(held.state, "sale")

    def test_order_given_to_another_customer(self):
        other = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        self.first.partner_invoice_id = other
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.state, "sale")

    def test_goods_that_come_back(self):
        self.first._action_cancel()
        self.held._action_cancel()
        sold = self._sold(9)
        self._validate(sold.picking_ids)
        self.company.credit_check_confirm = "off"
        more = self._sold(5).picking_ids
        self._validate(more)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(more.credit_state, "held")
        wizard = self.env["stock.return.picking"].with_context(
            active_id=sold.picking_ids.id, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = 9
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._validate(back)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual((back.state, more.credit_state), ("done", "clear"))

    def test_invoice_that_is_given_up(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"name": "Goods", "price_unit": 100.0, "tax_ids": False})],
            }
        )
        held = self._held_order(50.0)
        self.first.order_line.price_unit = 850.0
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(held.state, "sale", "850 + 100 + 50")
        again = self._held_order(100.0)
        invoice.button_cancel()
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(again.state, "sale")


@tagged("post_install", "-at_install")
class TestMilderRules(CreditCheckCommon):
    """Held documents go on at once when the company or a policy becomes milder."""

    def setUp(self):
        super().setUp()
        self.account = self.env["crm.credit.account"]._for_customers(self.customer, self.company)
        self.held = self._held_order(1400.0)
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(self.held.state, "draft")

    def _goes_on(self):
        self.env["crm.credit.recheck"]._process()
        return self.held.state == "sale"

    def test_tolerance_of_the_company(self):
        self.company.credit_tolerance = 39.0
        self.assertFalse(self._goes_on())
        self.company.credit_tolerance = 40.0
        self.assertTrue(self._goes_on())

    def test_event_of_the_company(self):
        self.company.credit_check_confirm = "off"
        self.assertEqual((self._goes_on(), self.held.credit_state), (True, False))

    def test_settings_of_the_company(self):
        self.env["res.config.settings"].create({"credit_check_confirm": "warn"}).execute()
        self.assertEqual((self._goes_on(), self.held.credit_state), (True, "warned"))

    def test_default_credit_of_the_company(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 1000.0})
        self.account.limit_mode = "default"
        self.assertFalse(self._goes_on())
        self.company.credit_default_limit = 1400.0
        self.assertTrue(self._goes_on())

    def test_policy(self):
        policy = self.env["crm.credit.policy"].create({"name": "Strict", "company_id": self.company.id})
        self.account.policy_id = policy
        self.assertFalse(self._goes_on())
        policy.write({"own_tolerance": True, "tolerance": 40.0})
        self.assertTrue(self._goes_on())

    def test_policy_of_the_class(self):
        policy = self.env["crm.credit.policy"].create(
            {"name": "Mild", "company_id": self.company.id, "own_tolerance": True, "tolerance": 40.0}
        )
        self.account.class_id = self.env["crm.credit.class"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertFalse(self._goes_on())
        self.account.class_id.policy_id = policy
        self.assertTrue(self._goes_on())

    def test_what_does_not_change_or_is_elsewhere_is_not_looked_at(self):
        Recheck = self.env["crm.credit.recheck"]
        self.company.write({"credit_tolerance": self.company.credit_tolerance, "credit_release_days": 3})
        self.env["res.company"].create({"name": "Elsewhere"}).credit_tolerance = 40.0
        Recheck._write_queue()
        self.assertFalse(Recheck.search([]))
