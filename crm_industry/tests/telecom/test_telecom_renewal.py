from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .telecom_common import NOON, TODAY
from .test_telecom_order import OrderCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomRenewal(OrderCommon):
    """Upgrades and renewals by a quotation, and the list of commitments that end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ending = cls.use(cls.bound)
        cls.end(cls.ending, "2026-05-15")

    @classmethod
    def end(cls, subscription, day):
        subscription._guarded_write({"commitment_to": day})

    def quote(self, action, **values):
        wizard = self.env["crm.telecom.upgrade"].with_user(self.salesperson).with_context(**action["context"]).create(values)
        return self.env["sale.order"].with_user(self.salesperson).browse(wizard.action_quote()["res_id"])

    def test_upgrade(self):
        subscription = self.use()
        order = self.quote(subscription.with_user(self.salesperson).action_upgrade(), offering_id=self.better.id)
        line = order.order_line
        self.assertEqual((line.telecom_action, line.telecom_subscription_id, line.price_unit), ("modify", subscription, 0))
        self.assertEqual((order.partner_id, order.telecom_account_id, order.state), (self.subscriber, self.account, "draft"))
        order.action_confirm()
        self.assertEqual(subscription.offering_id, self.better)

    def test_renewal_begins_when_the_commitment_ends(self):
        order = self.quote(self.ending.with_user(self.salesperson).action_renew())
        self.assertEqual((order.order_line.telecom_offering_id, order.order_line.telecom_commitment_months), (self.bound, 24))
        order.action_confirm()
        self.assertEqual((str(self.ending.commitment_from), str(self.ending.commitment_to)), (TODAY, "2028-05-15"))
        move = self.ending.move_ids
        self.assertEqual((move.kind, move.state, str(move.old_commitment_to)), ("renewal", "done", "2026-05-15"))
        self.assertFalse(move.charge_ids)

    def test_renewal_after_the_commitment(self):
        self.end(self.ending, "2026-03-10")
        self.draft(self.ending, "renewal", commitment_months=12).action_plan()
        self.assertEqual(str(self.ending.commitment_to), "2027-03-15")
        self.assert_refused(self.draft(self.use(), "renewal"), "for how many months")

    def test_what_can_not_be_quoted(self):
        unsold = self.make_offering("mobile", ("voice",))
        action = self.ending.with_user(self.salesperson).action_upgrade()
        with self.assertRaisesRegex(UserError, "No product sells"):
            self.quote(action, offering_id=unsold.id)
        with self.assertRaises(AccessError):
            self.ending.with_user(self.telecom_agent).action_upgrade()
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self.ending.with_user(self.salesperson).action_renew()

    def test_wizards_are_for_salespeople(self):
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        with self.assertRaises(AccessError):
            theirs = self.env["crm.telecom.upgrade"].with_user(self.salesperson)
            theirs.create({"subscription_id": self.ending.id, "kind": "renewal"})
        with self.assertRaises(AccessError):
            theirs = self.env["crm.telecom.statement"].with_user(self.other_telecom_agent)
            theirs.create({"subscription_id": self.ending.id, "reason": "Curious"})
        plain = new_test_user(self.env, "telecom_plain", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["crm.telecom.upgrade"].with_user(plain).create({"subscription_id": self.ending.id, "kind": "renewal"})

    def test_commitments_that_end(self):
        subscriptions = self.env["crm.telecom.subscription"]
        listed = subscriptions.search([("commitment_ending", "=", True)])
        self.assertIn(self.ending, listed)
        self.assertTrue(self.ending.commitment_ending)
        for day, expected in (("2026-05-16", False), (TODAY, True), ("2026-03-15", False)):
            self.end(self.ending, day)
            self.assertEqual(self.ending in subscriptions.search([("commitment_ending", "=", True)]), expected, day)
            self.assertEqual(self.ending in subscriptions.search([("commitment_ending", "=", False)]), not expected, day)
        self.end(self.ending, "2026-05-16")
        self.company.telecom_renewal_days = 61
        self.assertIn(self.ending, subscriptions.search([("commitment_ending", "=", True)]))
        self.draft(self.ending, "renewal", commitment_months=12, date="2026-04-01").action_plan()
        self.assertNotIn(self.ending, subscriptions.search([("commitment_ending", "=", True)]))

    def test_next_best_action_of_the_customer(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("crm_industry.group_trade_telecom")
        view = self.env["crm.customer.view"].with_user(self.salesperson)
        actions = [each for each in view.customer_view(self.subscriber.id)["actions"] if each["kind"] == "renewal"]
        self.assertEqual(
            [(each["due"], each["title"], each["res_id"]) for each in actions], [("2026-05-15", self.ending.name, self.ending.id)]
        )
        self.assertEqual(actions[0]["amount"], 100)
        self.end(self.ending, "2026-05-16")
        self.assertNotIn("renewal", [each["kind"] for each in view.customer_view(self.subscriber.id)["actions"]])

    def test_without_the_trade_nothing_is_suggested(self):
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_telecom")
        view = self.env["crm.customer.view"].with_user(self.salesperson)
        self.assertNotIn("renewal", [each["kind"] for each in view.customer_view(self.subscriber.id)["actions"]])
