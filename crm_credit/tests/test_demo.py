from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoCredit(TransactionCase):
    """The credit part of a small demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env.ref("base.main_company")._existing_accounting():
            cls.skipTest(cls, "the main company has accounting entries already")
        cls.world = cls.env["crm.demo.company"]._load(customers=30, orders=70)
        cls.company = cls.world.company
        cls.met = [order for order in cls.world.orders if order.fate == "credit"]

    def test_check_is_on_and_was_off_for_the_past(self):
        self.assertEqual(self.company.credit_check_confirm, "block")
        self.assertEqual(self.company.credit_check_change, "block")
        past = [order.record for order in self.world.orders if order.fate == "done"]
        self.assertFalse(any(order.credit_state for order in past))

    def test_held_orders_are_quotations_with_an_officer_to_decide(self):
        held = [order.record for order in self.met if order.record.credit_state == "held"]
        self.assertTrue(held)
        officer = self.world.users["creditofficer"]
        for order in held:
            self.assertIn(order.state, ("draft", "sent"))
            self.assertEqual(order.activity_ids.user_id, officer)

    def test_decisions_belong_to_the_days_of_their_orders(self):
        decisions = self.env["crm.credit.decision"].search([("company_id", "=", self.company.id)])
        self.assertTrue(decisions.filtered(lambda decision: decision.event == "release"))
        for decision in decisions:
            self.assertEqual(decision.date.date(), decision.order_id.date_order.date())
            self.assertNotEqual(decision.user_id, self.env.ref("base.user_root"))
        released = [order.record for order in self.met if order.record.state == "sale"]
        self.assertTrue(released)

    def test_an_over_limit_customer_exists(self):
        accounts = self.env["crm.credit.account"].search([("company_id", "=", self.company.id)])
        modes = set(accounts.mapped("limit_mode"))
        self.assertLessEqual({"limited", "default"} & modes, modes)
        over = accounts.filtered(lambda account: account.effective_mode == "limited" and account.available < 0)
        self.assertTrue(over)
