from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.crm_grading.demo.demo_world import DemoWorld
from odoo.addons.crm_grading.tests.common import GradingCommon

from .telecom_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomDemo(GradingCommon):
    """The telecom part of the demo company, loaded once: customers, days of work, offers, figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        demo = cls.env["crm.demo.company"].with_context(lang="en_US")
        cls.world = DemoWorld(1, cls.company._business_today(), 0, 0, company=cls.company)
        rows = [row for row in demo._demo_users() if row["login"] in ("telecom", "telecommanager", "subscriber")]
        for row in rows:
            groups = ",".join(row["groups"])
            user = new_test_user(demo.env, f"demo_{row['login']}", groups, company_id=cls.company.id)
            cls.world.users[row["login"]] = user
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        for step in demo._telecom_steps():
            step(cls.world)
        cls.subscriptions = cls.world.notes["telecom_subscriptions"]

    # -- customers and days of work ------------------------------------------------------------------------------------

    def test_all_access_types_in_many_states(self):
        subscriptions = self.subscriptions
        states = dict(subscriptions._fields["state"]._description_selection(self.env))
        self.assertEqual(set(subscriptions.mapped("state")), set(states))
        self.assertEqual(set(subscriptions.mapped("access_type")), {"mobile", "fixed", "cable", "internet"})
        self.assertEqual(set(subscriptions.mapped("suspension_cause")), {False, "arrears", "loss", "account"})
        self.assertEqual(set(subscriptions.account_id.mapped("state")), {"active", "suspended", "closed"})
        self.assertTrue(subscriptions.account_id.filtered("third_party_payer"))
        self.assertEqual(subscriptions.bundle_id.subscription_count, 4)
        self.assertIn("畅享129套餐", subscriptions.with_context(lang="zh_CN").offering_id.mapped("name"))

    def test_what_the_network_answered_and_arrears_led_to(self):
        newcomers = self.world.notes["telecom_newcomers"]
        states = {key: subscription.state for key, subscription in newcomers.items()}
        self.assertEqual(states, {"answered": "active", "refused_by_network": "aborted", "unpaid": "suspended"})
        messages = self.env["crm.telecom.provisioning"].search([("company_id", "=", self.company.id)])
        self.assertLessEqual({"waiting", "acknowledged", "failed"}, set(messages.mapped("state")))
        self.assertEqual(newcomers["unpaid"].account_id.arrears_stage, "one_way")
        self.assertEqual(self.world.notes["telecom_accounts"]["prepaid"].balance, 96)

    def test_what_subscribers_see_and_complain_about(self):
        portal = self.env["crm.telecom.portal"].with_user(self.world.users["subscriber"])
        self.assertEqual(len(portal._home_page()["subscriptions"]), 4)
        self.assertGreaterEqual(self.env["crm.complaint"].search_count([("telecom_subscription_id", "!=", False)]), 2)

    # -- offers --------------------------------------------------------------------------------------------------------

    def test_orders_came_of_an_opportunity(self):
        added = self.env["crm.telecom.subscription"].search([("opportunity_id.name", "=", "集团总部固话3条")])
        self.assertEqual((len(added), added.partner_id), (3, self.world.notes["telecom_partners"]["group"]))
        quotation = self.env["sale.order.line"].search([("telecom_subscription_id", "in", self.subscriptions.ids)])
        self.assertEqual((quotation.state, quotation.telecom_action), ("draft", "modify"))

    def test_moves_are_done_and_planned(self):
        self.assertEqual(sorted(self.subscriptions.move_ids.mapped("state")), ["done", "planned"])
        self.assertEqual(set(self.subscriptions.move_ids.charge_ids.mapped("kind")), {"fee_credit", "fee_charge"})
        self.assertTrue(self.subscriptions.filtered("commitment_ending"))
        self.assertTrue(self.subscriptions.filtered("penalty_amount"))

    # -- figures -------------------------------------------------------------------------------------------------------

    def test_months_scores_and_offers(self):
        wavering = self.subscriptions[0]
        [revenue, minutes, base] = self.env["crm.telecom.analysis"]._read_group(
            [("partner_id", "=", wavering.partner_id.id)], [], ["revenue:sum", "minutes:sum", "average_base:sum"]
        )[0]
        self.assertTrue(revenue > 0 and minutes > 0 and base > 0)
        self.assertEqual(wavering.churn_band, "high")
        self.assertLessEqual({"port_out", "complaints"}, set(self.signs(wavering)))
        self.assertEqual(wavering.activity_ids.activity_type_id, self.env.ref("crm_industry.mail_activity_telecom_retention"))
        self.assertTrue(self.env["crm.telecom.cross.sell"].search([("item", "=", "value_added")], limit=1))
        test = self.env["crm.telecom.churn.test"].search([("company_id", "=", self.company.id)])
        self.assertEqual((len(test), bool(test.population)), (1, True))

    def signs(self, subscription):
        score = self.env["crm.telecom.churn.score"].search([("subscription_id", "=", subscription.id)])
        return score.flag_ids.mapped("code")
