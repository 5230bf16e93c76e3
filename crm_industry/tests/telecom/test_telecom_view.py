from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon

TELECOM = {"telecom_step", "telecom_move", "telecom_bill"}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomView(TelecomCommon):
    """Subscriptions on the page of a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        cls.view = cls.env["crm.customer.view"].with_user(cls.telecom_agent).with_context(lang="en_US")

    def page(self, partner=None):
        return self.view.customer_view((partner or self.subscriber).id)

    def rows(self, kind, partner=None):
        page = self.view.timeline((partner or self.subscriber).id, {"kinds": [kind]}, False, 100)
        return page["items"]

    def figures(self, partner=None):
        return {figure["key"]: figure for figure in self.page(partner)["figures"]}

    def test_steps_and_bills(self):
        subscription = self.subscribe("suspended")
        bill = self.make_bill(amount=120, date="2026-03-01")
        steps = [row for row in self.rows("telecom_step") if row["model"] == "crm.telecom.subscription"]
        self.assertEqual({row["res_id"] for row in steps}, {subscription.id})
        self.assertEqual({row["status"] for row in steps}, {"Create", "Submit", "Activate", "Suspend One-way"})
        self.assertTrue(all(subscription.name in row["title"] for row in steps))
        [row] = self.rows("telecom_bill")
        self.assertEqual((row["res_id"], row["amount"], row["day"], row["opens"]), (bill.id, 120, "2026-03-01", True))

    def test_what_follows_an_account_is_told_once(self):
        subscription = self.subscribe("active")
        self.step(self.account, "suspend")
        told = [row["res_id"] for row in self.rows("telecom_step") if row["status"] == "Suspend"]
        self.assertEqual(told, self.account.ids)
        self.assertEqual(subscription.state, "suspended")

    def test_moves_are_on_both_pages(self):
        subscription = self.subscribe("active")
        owner = self.make_customer("New Owner")
        self.identify(owner)
        move = self.env["crm.telecom.move"].create(
            {
                "subscription_id": subscription.id,
                "kind": "ownership",
                "partner_id": owner.id,
                "account_id": self.make_account(partner_id=owner.id).id,
                "date": "2026-03-16",
            }
        )
        move._transition("plan")
        if move.state == "planned":
            move._transition("carry_out")
        self.assertEqual(move.state, "done", move.refusal)
        for partner in (self.subscriber, owner):
            [row] = self.rows("telecom_move", partner)
            self.assertEqual((row["res_id"], row["status"], row["day"]), (move.id, "Done", "2026-03-16"))

    def test_queries_of_the_page(self):
        self.subscribe("active")
        self.make_bill(amount=120, date="2026-01-01", date_due="2026-01-31")
        self.page()
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            self.page()

    def test_figures(self):
        self.subscribe("active")
        self.subscribe("suspended")
        self.subscribe("cancelled")
        self.make_bill(amount=120, date="2026-01-01", date_due="2026-01-31")
        paid = self.make_account(partner_id=self.make_customer("Child Ltd").id, payer_id=self.subscriber.id)
        self.make_bill(paid, amount=30, name="B-2", date="2026-03-10", date_due="2026-04-10")
        figures = self.figures()
        self.assertEqual([figures[key]["value"] for key in ("telecom", "telecom_fee", "telecom_open")], [2, 200, 150])
        self.assertTrue(figures["telecom_open"]["alert"])
        for key in ("telecom", "telecom_open"):
            model, domain = figures[key]["model"], figures[key]["domain"]
            self.assertEqual(self.env[model].with_user(self.telecom_agent).search_count(domain), 2)

    def test_buttons(self):
        keys = {button["key"] for button in self.page()["buttons"]}
        self.assertLessEqual({"telecom_account", "telecom_tree"}, keys)
        self.subscriber.user_id = self.salesperson
        self.view = self.view.with_user(self.salesperson)
        keys = {button["key"] for button in self.page()["buttons"]}
        self.assertIn("telecom_tree", keys)
        self.assertNotIn("telecom_account", keys)

    def test_other_customers_and_companies_are_left_out(self):
        stranger = self.make_customer("Stranger Ltd")
        self.subscribe("active")
        self.make_bill()
        self.assertFalse([row for kind in TELECOM for row in self.rows(kind, stranger)])
        self.view = self.view.with_user(self.other_telecom_agent)
        self.assertFalse([row for kind in TELECOM for row in self.rows(kind)])
        self.assertNotIn("telecom", self.figures())

    def test_switched_off_nothing_is_told(self):
        self.subscribe("active")
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_telecom")
        page = self.page()
        self.assertFalse(TELECOM & {kind["key"] for kind in page["kinds"]})
        self.assertNotIn("telecom", {figure["key"] for figure in page["figures"]})
        self.assertFalse([each for each in page["buttons"] if each["key"].startswith("telecom")])

    def test_salespeople_of_others_are_refused(self):
        self.subscriber.user_id = self.telecom_agent
        with self.assertRaises(AccessError):
            self.view.with_user(self.salesperson).customer_view(self.subscriber.id)
