from odoo.tests import tagged

from .common import GradingCommon


@tagged("post_install", "-at_install", "alone")
class TestMenus(GradingCommon):
    def test_salesperson_sees_the_app(self):
        menus = self.env["ir.ui.menu"].with_user(self.salesperson)
        visible = menus._visible_menu_ids()
        self.assertIn(self.env.ref("crm_grading.menu_root").id, visible)
        self.assertNotIn(self.env.ref("crm_grading.crm_grading_menu_config").id, visible)
