from odoo.tests import new_test_user, tagged

from odoo.addons.crm_grading.tests.common import GradingCommon

TRADES = ("telecom", "tobacco", "auto")


@tagged("post_install", "-at_install")
class TestTradeSwitches(GradingCommon):
    def switch(self, **values):
        self.env["res.config.settings"].create(values).execute()

    def test_trades_are_off_at_first(self):
        for trade in TRADES:
            group = f"crm_industry.group_trade_{trade}"
            self.assertFalse(self.env["res.groups"]._is_feature_enabled(group), trade)

    def test_switch_shows_one_trade_to_every_user(self):
        self.switch(group_trade_tobacco=True)
        user = self.salesperson
        self.assertTrue(user.has_group("crm_industry.group_trade_tobacco"))
        self.assertFalse(user.has_group("crm_industry.group_trade_telecom"))
        self.assertFalse(user.has_group("crm_industry.group_trade_auto"))

    def test_switching_off_hides_the_trade_again(self):
        self.switch(group_trade_auto=True)
        self.switch(group_trade_auto=False)
        self.assertFalse(self.salesperson.has_group("crm_industry.group_trade_auto"))

    def test_salesperson_sees_the_app_without_configuration(self):
        menus = self.env["ir.ui.menu"].with_user(self.salesperson)
        visible = menus._visible_menu_ids()
        self.assertIn(self.env.ref("crm_industry.menu_root").id, visible)
        config = self.env.ref("crm_industry.crm_industry_menu_config")
        self.assertNotIn(config.id, visible)

    def test_accountants_and_storekeepers_find_what_is_theirs(self):
        theirs = {
            "account.group_account_invoice": {"menu_dealer_agreements", "menu_dealer_deposits", "menu_rebate_accrual"},
            "stock.group_stock_user": {"menu_latest_stock", "menu_aged_stock_alerts", "menu_stock_age"},
        }
        others = {"crm_industry_menu_customers", "crm_target_menu_dashboard", "menu_orders_outside", "menu_diversion_regions"}
        for number, (group, menus) in enumerate(theirs.items()):
            user = new_test_user(self.env, f"colleague_{number}", group, company_id=self.company.id)
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            names = {name for name in menus | others if self.env.ref(f"crm_industry.{name}").id in visible}
            self.assertEqual(names, menus, group)
