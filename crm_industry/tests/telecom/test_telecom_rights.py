from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .telecom_common import NOON, TelecomCommon

LEVELS = ("account", "subscription", "service")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomRights(TelecomCommon):
    """Who sees and does what: agents, managers, salespeople, other companies, the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.subscribe("active")
        cls.levels = (cls.account, cls.subscription, cls.subscription.service_ids[0])

    def test_agents_do_all_of_it(self):
        as_agent = self.env(user=self.telecom_agent)
        account = as_agent["crm.telecom.account"].create({"partner_id": self.subscriber.id})
        subscription = as_agent["crm.telecom.subscription"].create(
            {"account_id": account.id, "offering_id": self.offerings["internet"].id}
        )
        subscription.action_submit()
        subscription.action_activate()
        subscription.action_suspend_one_way(self.reason("request").id)
        subscription.action_resume()
        subscription.action_give_notice(self.reason("moving").id)
        subscription.action_terminate()
        account.action_close(self.reason("customer_leaves").id)
        self.assertEqual((subscription.state, account.state), ("terminated", "closed"))
        self.assertEqual(account.event_ids.user_id, self.telecom_agent)

    def test_agents_keep_no_offerings_and_reasons(self):
        for records in (self.offerings["mobile"], self.reason("price")):
            with self.assertRaises(AccessError):
                records.with_user(self.telecom_agent).name = "Mine"
            records.with_user(self.telecom_manager).name = "Ours"

    def test_salespeople_read_their_own_customers(self):
        for record in self.levels:
            mine = record.with_user(self.salesperson)
            self.assertTrue(mine.display_name)
            with self.assertRaises(AccessError):
                mine.write({"event_ids": []})
        for method in ("action_give_notice", "action_suspend_one_way", "action_ask_step"):
            with self.assertRaises(AccessError):
                getattr(self.subscription.with_user(self.salesperson), method)()
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        for record in (*self.levels, self.account.event_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.salesperson).read(["display_name"])

    def test_steps_of_identities_are_for_agents(self):
        events = self.identify(self.subscriber).event_ids
        self.assertIn("verify", events.with_user(self.telecom_agent).mapped("verb"))
        seen = self.env["crm.telecom.event"].with_user(self.salesperson).search([])
        self.assertTrue(seen & self.account.event_ids)
        self.assertFalse(seen & events)

    def test_other_company(self):
        for record in self.levels:
            theirs = record.with_user(self.other_telecom_agent)
            self.assertFalse(theirs.search([("id", "=", record.id)]))
            for method in ("read", "action_ask_step", "action_suspend", "action_give_notice", "action_terminate"):
                if hasattr(theirs, method):
                    with self.subTest(record=record, method=method), self.assertRaises(UserError):
                        getattr(theirs, method)()
        events = self.env["crm.telecom.event"].with_user(self.other_telecom_agent)
        self.assertFalse(events.search([("account_id", "=", self.account.id)]))
        self.assertEqual(self.subscription.state, "active")
        with self.assertRaises(UserError):
            self.env["crm.telecom.subscription"].with_user(self.other_telecom_agent).create({"account_id": self.account.id})

    def test_portal_and_plain_users_see_nothing(self):
        people = (
            new_test_user(self.env, "plain_colleague", "base.group_user", company_id=self.company.id),
            new_test_user(self.env, "portal_subscriber", "base.group_portal", company_id=self.company.id),
        )
        for user in people:
            for record in (*self.levels, self.account.event_ids, self.offerings["mobile"]):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                self.subscription.with_user(user).action_resume()

    def test_switch_shows_the_menus(self):
        menus = self.env["ir.ui.menu"].with_user(self.telecom_agent)
        telecom, config = (self.env.ref(f"crm_industry.crm_industry_menu{name}") for name in ("_telecom", "_config_telecom"))
        self.assertNotIn(telecom.id, menus._visible_menu_ids())
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.assertIn(telecom.id, menus._visible_menu_ids())
        self.assertIn(self.env.ref("crm_industry.menu_root").id, menus._visible_menu_ids())
        self.assertNotIn(config.id, menus._visible_menu_ids())
        self.assertIn(config.id, menus.with_user(self.telecom_manager)._visible_menu_ids())
