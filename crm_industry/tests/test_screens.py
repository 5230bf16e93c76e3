from odoo.tests import tagged

from odoo.addons.crm_grading.tests.screens_common import ScreensCase


@tagged("post_install", "-at_install")
class TestScreens(ScreensCase):
    def test_every_screen_opens(self):
        for trade in ("telecom", "tobacco", "auto"):
            self.env.ref("base.group_user").implied_ids += self.env.ref(f"crm_industry.group_trade_{trade}")
        for addon in ("crm_grading", "crm_credit", "crm_industry"):
            self.open_all(f"{addon}.menu_root")
