from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_grading.demo.demo_world import DemoCustomer, DemoWorld


@tagged("post_install", "-at_install")
class TestDemoIndustry(TransactionCase):
    """The industry part of the demo company."""

    def test_users_of_the_areas_come_before_the_portal_customer(self):
        logins = [login for _role, login, _password in self.env["crm.demo.company"]._logins()]
        self.assertLess({"channel", "service", "servicemanager"}, set(logins))
        self.assertEqual(logins[-1], "customer")

    def test_customers_are_tagged_by_trade_in_both_languages(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        partners = self.env["res.partner"].with_context(lang="en_US").create([{"name": "A"}, {"name": "B"}])
        world = DemoWorld(1, None, 2, 0)
        world.customers = [
            DemoCustomer("A", "tobacco", "shop", {}, record=partners[0]),
            DemoCustomer("B", "auto", "export", {}, record=partners[1]),
        ]
        self.env["crm.demo.company"].with_context(lang="en_US")._load_customer_tags(world)
        self.assertEqual(partners.mapped("category_id.name"), ["Tobacco retailer", "Export customer"])
        self.assertEqual(partners[0].with_context(lang="zh_CN").category_id.name, "卷烟零售户")

    def test_trades_are_switched_on(self):
        self.env["crm.demo.company"]._load_trades(None)
        for trade in ("telecom", "tobacco", "auto"):
            self.assertTrue(self.env["res.groups"]._is_feature_enabled(f"crm_industry.group_trade_{trade}"))
