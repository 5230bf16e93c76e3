from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_grading.tests import test_demo_company


@tagged("post_install", "-at_install", "inherited")
class TestDemoCredit(test_demo_company.TestDemoCompany):
    """The credit part of a small demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
        for decision in decisions.filtered(lambda decision: decision.order_id and not decision.picking_id):
            self.assertLess(abs(decision.date - decision.order_id.date_order), timedelta(days=1))
            self.assertNotEqual(decision.user_id, self.env.ref("base.user_root"))
        released = [order.record for order in self.met if order.record.state == "sale"]
        self.assertTrue(released)

    def test_an_over_limit_customer_exists(self):
        accounts = self.env["crm.credit.account"].search([("company_id", "=", self.company.id)])
        modes = set(accounts.mapped("limit_mode"))
        self.assertLessEqual({"limited", "default"} & modes, modes)
        over = accounts.filtered(lambda account: account.effective_mode == "limited" and account.available < 0)
        self.assertTrue(over)

    def test_classes_policies_and_the_approval_matrix_are_set_up(self):
        classes = self._found("crm.credit.class")
        self.assertEqual(sorted(classes.mapped("code")), ["A", "B", "C", "D", "E"])
        self.assertEqual(len(classes.policy_id), 2)
        self.assertEqual(sorted(self._found("crm.credit.approval.level").mapped("approvals")), [1, 2])
        self.assertTrue(self._found("crm.credit.delegation"))

    def test_dunning_has_a_past_and_a_run_to_look_at(self):
        runs = self._found("crm.credit.dunning.run")
        self.assertEqual(sorted(runs.mapped("state")), ["done", "done", "done", "proposed"])
        for letter in runs.letter_ids.filtered("sent_date"):
            self.assertEqual(letter.sent_date, letter.run_id.date)
        waiting = self.env["mail.mail"].search([("id", "in", runs.letter_ids.mail_id.ids), ("state", "=", "outgoing")])
        self.assertFalse(waiting, "no mail leaves a demonstration")

    def test_promises_were_kept_and_broken(self):
        states = set(self._found("crm.credit.promise").mapped("state"))
        self.assertIn("kept", states)
        self.assertTrue(states & {"broken", "partial"})

    def test_goods_are_held(self):
        """Some of the deliveries that still wait; in so small a world there may be none."""
        past = [order.record for order in self.world.orders if order.fate != "credit"]
        waiting = self.env["sale.order"].union(*past).picking_ids.filtered(lambda picking: picking.state == "assigned")
        held = self._found("stock.picking", ("credit_state", "in", ("held", "released")))
        self.assertLessEqual(bool(waiting), bool(held))

    def test_bills_have_gone_their_ways(self):
        self.assertIn("received", self._found("crm.credit.bill").mapped("state"))
